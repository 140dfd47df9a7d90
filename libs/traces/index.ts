export { type PreparedSpanScores, SpanScoring, type SpanScoreRequest } from './span-scoring';
