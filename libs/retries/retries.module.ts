import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { IdempotencyKeyEntity } from './entities/idempotency-key.entity';
import { IdempotencyKeyRepository } from './idempotency-key.repository';
import { RetriesInterceptor } from './retries.interceptor';
import { SafeRetries } from './safe-retries.service';
import { Sweeper } from './sweeper';

/** `Idempotency-Key` on every POST of the application. */
@Module({
  imports: [TypeOrmModule.forFeature([IdempotencyKeyEntity])],
  providers: [
    IdempotencyKeyRepository,
    SafeRetries,
    Sweeper,
    { provide: APP_INTERCEPTOR, useClass: RetriesInterceptor },
  ],
})
export class RetriesModule {}
