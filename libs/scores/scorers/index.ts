export { contains } from './contains';
export { isSame } from './equals';
export { exactSum, weightedMean } from './exact-ratio';
export { plainValue } from './json-values';
export { jsonMatch } from './json-match';
export { NO_EXPECTED_OUTPUT, NO_OUTPUT } from './reasons';
export { regex } from './regex';
export { findScorer, listScorers, scorerNames } from './registry';
export { type BuiltInScorer, type ScorerConfig, ScorerConfigError, type ScorerInput, type ScorerResult } from './types';
