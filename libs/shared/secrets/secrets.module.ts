import { Global, Module } from '@nestjs/common';
import { Secrets } from './secrets';

/** Gives {@link Secrets} to every module. */
@Global()
@Module({ providers: [Secrets], exports: [Secrets] })
export class SecretsModule {}
