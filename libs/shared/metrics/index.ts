export {
  type JobCount,
  Metrics,
  type PoolCounts,
  type RequestSample,
  type SearchBacklog,
  type SpanSource,
} from './metrics';
export { MetricsModule } from './metrics.module';
