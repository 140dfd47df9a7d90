import { rawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import type { ListedScoreDto, ScoreDto } from './dto/score.dto';
import { usageOf } from './dto/score-usage.dto';
import type { ListedScoreRow, NewRunScore, NewSpanScore, ScoreRow } from './score.repository';
import type { UsageSums } from './usage/usage-sql';

/** A score as it is answered: the number exactly as stored, the configuration as it was sent. */
export function scoreDtoOf(row: ScoreRow): ScoreDto {
  return {
    id: row.id,
    project_id: row.project_id,
    target_id: (row.target_type === 'run' ? row.run_id : row.span_id) ?? '',
    target_type: row.target_type,
    trace_id: row.trace_id,
    scorer_name: row.scorer_name,
    value: row.numeric_value === null ? row.label : rawJson(row.numeric_value),
    rationale: row.rationale,
    config: row.config === null ? null : rawJson(row.config),
    created_at: isoMillis(row.created_at),
  };
}

/** A score with what it took. */
export function listedScoreDtoOf(row: ListedScoreRow): ListedScoreDto {
  const usage = row.usage === null ? null : (JSON.parse(row.usage) as UsageSums & { model: string });
  return { ...scoreDtoOf(row), usage: usage === null ? null : { model: usage.model, ...usageOf(usage) } };
}

/** A score that was just stored, without reading it back. */
export function newScoreDto(projectId: string, score: NewRunScore | NewSpanScore): ScoreDto {
  const target =
    'runId' in score
      ? { target_type: 'run' as const, run_id: score.runId, trace_id: null, span_id: null }
      : ofSpan(score);
  return scoreDtoOf({
    ...target,
    id: score.id,
    project_id: projectId,
    scorer_name: score.scorerName,
    numeric_value: score.numericValue,
    label: score.label,
    rationale: score.rationale,
    config: score.config,
    created_at: score.createdAt,
  });
}

function ofSpan(score: NewSpanScore): Pick<ScoreRow, 'target_type' | 'run_id' | 'trace_id' | 'span_id'> {
  return { target_type: 'span', run_id: null, trace_id: score.traceId, span_id: score.spanId };
}
