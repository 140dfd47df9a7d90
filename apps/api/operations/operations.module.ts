import { type DynamicModule, Module, type OnModuleInit } from '@nestjs/common';
import { Database } from '@assay/database';
import type { Config } from '@assay/shared/config';
import { Metrics, MetricsModule } from '@assay/shared/metrics';
import { InFlight } from './in-flight';
import { MetricsController, OpenMetricsController } from './metrics.controller';

/** Metrics and the counting of requests. */
@Module({})
export class OperationsModule implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly database: Database,
    private readonly inFlight: InFlight,
  ) {}

  static with(config: Config): DynamicModule {
    return {
      module: OperationsModule,
      imports: [MetricsModule],
      controllers: [config.metricsPublic ? OpenMetricsController : MetricsController],
      providers: [InFlight],
      exports: [InFlight],
    };
  }

  onModuleInit(): void {
    this.metrics.watchRequests(() => this.inFlight.current);
    this.metrics.watchPool(() => {
      const { totalCount, idleCount, waitingCount } = this.database.pool;
      return { total: totalCount, idle: idleCount, waiting: waitingCount };
    });
  }
}
