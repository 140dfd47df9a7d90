export { weightedMean } from './exact-ratio';
export { findScorer, listScorers, scorerNames } from './registry';
export { type BuiltInScorer, type ScorerConfig, ScorerConfigError, type ScorerInput, type ScorerResult } from './types';
