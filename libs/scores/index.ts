export { ScoreDto, ScoreRequestDto } from './dto/score.dto';
export { scoreDtoOf } from './score-dto-of';
export {
  isMade,
  type MadeScore,
  makeScore,
  type NoScore,
  type PreparedScore,
  prepareScore,
  type ScoreRequest,
  type ScoreSubject,
} from './score-maker';
export { type NewRunScore, type NewSpanScore, SCORE_COLUMNS, ScoreRepository, type ScoreRow } from './score.repository';
export { readScoreValue, type ScoreValue } from './score-value';
export { ScoresModule } from './scores.module';
