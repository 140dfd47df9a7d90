import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';

/** What one answer of a model took; an answer that was at hand took nothing. */
export interface AnswerUsage {
  readonly model: string;
  readonly isKept: boolean;
  /** As the provider counts; null when it does not say. */
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** Exact decimal as text; null without prices. */
  readonly costUsd: string | null;
}

const sumOf = (column: string): string =>
  `CASE WHEN u.${column} IS NULL THEN excluded.${column} ELSE u.${column} + COALESCE(excluded.${column}, 0) END`;

/** The SQL of what scores by language models took. */
@Injectable()
export class ScoreUsageRepository {
  /** Adds what an answer took to what its task has taken so far; nothing for a task that is gone. */
  async add(executor: Executor, projectId: string, taskId: string, usage: AnswerUsage): Promise<void> {
    await executor.run(
      background(`INSERT INTO score_usage AS u (project_id, id, run_id, experiment_id, trace_id, span_id, scorer_name, batch_id,
         model, calls, kept_answers, tokens_input, tokens_output, cost_usd)
       SELECT $1, t.id, t.run_id, t.experiment_id, t.trace_id, t.span_id, t.scorer_name, t.batch_id,
         $3, $4::integer, 1 - $4::integer, $5::bigint, $6::bigint, $7::numeric
       FROM score_tasks t WHERE t.project_id = $1 AND t.id = $2::uuid
       ON CONFLICT (project_id, id) DO UPDATE SET model = excluded.model, calls = u.calls + excluded.calls,
         kept_answers = u.kept_answers + excluded.kept_answers, tokens_input = ${sumOf('tokens_input')},
         tokens_output = ${sumOf('tokens_output')}, cost_usd = ${sumOf('cost_usd')}`),
      [projectId, taskId, usage.model, usage.isKept ? 0 : 1, usage.tokensInput, usage.tokensOutput, usage.costUsd],
    );
  }
}
