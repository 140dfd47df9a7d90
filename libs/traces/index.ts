export { DEFAULT_PROJECT, projectOfHeader } from './ingest/ingest-project';
export { TraceListRepository } from './listing/trace-list.repository';
export { TraceListService } from './listing/trace-list.service';
export { RetentionPass } from './retention/retention-pass';
export {
  type SelectedSpan,
  SPAN_CHOICES,
  type SpanChoice,
  type SpanSelection,
  SpanSelector,
} from './listing/span-selector';
export { SearchIndexer } from './search/search-indexer';
export { type PreparedSpanScores, SpanScoring, type SpanScoreRequest } from './span-scoring';
export { TraceLocator } from './trace-locator';
export { TracesModule } from './traces.module';
