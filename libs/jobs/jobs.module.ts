import { Global, Module } from '@nestjs/common';
import { MetricsModule } from '@assay/shared/metrics';
import { Jobs } from './jobs';

/** Gives {@link Jobs} to every module. */
@Global()
@Module({ imports: [MetricsModule], providers: [Jobs], exports: [Jobs] })
export class JobsModule {}
