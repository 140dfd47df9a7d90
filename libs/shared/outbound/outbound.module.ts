import { Global, Module } from '@nestjs/common';
import { Outbound } from './outbound';

/** Gives {@link Outbound} to every module. */
@Global()
@Module({ providers: [Outbound], exports: [Outbound] })
export class OutboundModule {}
