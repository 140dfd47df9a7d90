export { Metrics, type PoolCounts, type RequestSample, type SpanSource } from './metrics';
export { MetricsModule } from './metrics.module';
