import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';

/** An answer of a judge that was paid for. */
export interface JudgeAnswer {
  readonly answer: string;
  readonly model: string;
  readonly tokensInput: number | null;
  readonly tokensOutput: number | null;
  /** Exact decimal as text. */
  readonly costUsd: string | null;
}

/** How many old answers leave with each new one. */
const FORGOTTEN_AT_ONCE = 10;

/** The SQL of judges' answers. */
@Injectable()
export class JudgeAnswersRepository {
  /** An answer that is kept, and the model that gave it. */
  async find(
    executor: Executor,
    projectId: string,
    hash: Buffer,
  ): Promise<Pick<JudgeAnswer, 'answer' | 'model'> | undefined> {
    const { rows } = await executor.run<{ answer: string; model: string }>(
      background('SELECT a.answer, a.model FROM judge_answers a WHERE a.project_id = $1 AND a.hash = $2'),
      [projectId, hash],
    );
    return rows[0];
  }

  /** Keeps an answer, and forgets some that are older than `before`. */
  async keep(
    executor: Executor,
    projectId: string,
    hash: Buffer,
    answer: JudgeAnswer,
    times: { now: string; before: string },
  ): Promise<void> {
    await executor.run(
      background(`WITH old AS (
         DELETE FROM judge_answers AS o WHERE o.project_id = $1 AND o.hash IN (
           SELECT a.hash FROM judge_answers a WHERE a.project_id = $1 AND a.created_at < $9::timestamptz
           ORDER BY a.created_at LIMIT ${FORGOTTEN_AT_ONCE}
         )
       )
       INSERT INTO judge_answers AS n (project_id, hash, model, answer, tokens_input, tokens_output, cost_usd, created_at)
       VALUES ($1, $2, $3, $4, $5::bigint, $6::bigint, $7::numeric, $8::timestamptz)
       ON CONFLICT (project_id, hash) DO NOTHING`),
      [
        projectId,
        hash,
        answer.model,
        answer.answer,
        answer.tokensInput,
        answer.tokensOutput,
        answer.costUsd,
        times.now,
        times.before,
      ],
    );
  }
}
