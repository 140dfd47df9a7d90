import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChatClient } from './chat/chat-client';
import { GateLedger } from './chat/gate-ledger';
import { ProviderGateRepository } from './chat/provider-gate.repository';
import { ProviderGateEntity } from './entities/provider-gate.entity';
import { ProviderEntity } from './entities/provider.entity';
import { ProvidersController } from './providers.controller';
import { ProviderDirectory } from './settings/provider-directory';
import { ProvidersRepository } from './settings/providers.repository';
import { ProvidersService } from './settings/providers.service';

/** Providers of language models: which one serves a project, and the client that calls it. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ProviderEntity, ProviderGateEntity])],
  controllers: [ProvidersController],
  providers: [ChatClient, GateLedger, ProviderDirectory, ProviderGateRepository, ProvidersRepository, ProvidersService],
  exports: [ChatClient],
})
export class ProvidersModule {}
