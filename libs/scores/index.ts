export { ListedScoreDto, ScoreDto, ScoreRequestDto } from './dto/score.dto';
export { BackgroundScores, type SettledListener, type TaskEnd } from './background/background-scores';
export { type NewScoreTask, type ScoreTaskRow, targetOf, type TaskTarget } from './background/score-task';
export { type NewScoringError, ScoringErrorRepository } from './background/scoring-error.repository';
export { readGradeConfig, readJudgeConfig } from './judge/judge-config';
export { findJudgedScorer, judgedScorerNames } from './judge/judged-scorers';
export { insertGroups, type NewAssertionGroup } from './assertions/assertion-group.repository';
export { type AssertionTexts, gradeOutput, type Grades } from './assertions/grade-output';
export { insertRunErrors, type NewRunScoringError } from './background/insert-errors';
export { UnreadableAnswerError } from './judge/judge';
export { type ComputedScorer, ScoreComputer } from './judge/score-computer';
export { NamedScorers } from './named/named-scorers';
export { UsageDto, usageOf } from './dto/score-usage.dto';
export { USAGE_OF_SCORE, USAGE_SUMS, type UsageSums } from './usage/usage-sql';
export { listedScoreDtoOf, scoreDtoOf } from './score-dto-of';
export {
  isMade,
  type MadeScore,
  makeScore,
  type NoScore,
  type PreparedScore,
  prepareScore,
  type QueuedScore,
  type ScoreRequest,
  type ScoreSubject,
} from './score-maker';
export {
  type InsertPart,
  type ListedScoreRow,
  type NewRunScore,
  type NewSpanScore,
  runScoreParameters,
  SCORE_COLUMNS,
  ScoreRepository,
  type ScoreRow,
  scoresOfNewRuns,
} from './score.repository';
export { readScoreValue, type ScoreValue } from './score-value';
export { ScoresModule } from './scores.module';
