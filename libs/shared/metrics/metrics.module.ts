import { Global, Module } from '@nestjs/common';
import { Metrics } from './metrics';

/** Gives the {@link Metrics} of the application to every module. */
@Global()
@Module({ providers: [{ provide: Metrics, useFactory: () => new Metrics() }], exports: [Metrics] })
export class MetricsModule {}
