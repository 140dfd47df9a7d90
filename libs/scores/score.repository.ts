import { Injectable } from '@nestjs/common';
import { after, type Executor, type KeysetOrder, orderBy, textArray } from '@assay/database';
import { insertTasks } from './background/insert-tasks';
import type { NewScoreTask } from './background/score-task';
import type { MadeScore } from './score-maker';
import { USAGE_OF_SCORE } from './usage/usage-sql';

/** A score that was made, with what every row has. */
interface NewScore extends MadeScore {
  /** From `newId()`: ids sort in the order in which scores were sent. */
  readonly id: string;
  /** From `nowIso()`. */
  readonly createdAt: string;
}

/** A score of a run, ready to be stored. */
export interface NewRunScore extends NewScore {
  readonly runId: string;
  readonly experimentId: string;
  readonly datasetItemId: string;
}

/** A score of a span, ready to be stored. */
export interface NewSpanScore extends NewScore {
  readonly traceId: string;
  readonly spanId: string;
}

/** A further INSERT of the same statement; gets the number of its first placeholder, `$1` is the project. */
export type InsertPart = (first: number) => { readonly sql: string; readonly values: readonly unknown[] };

/** What of an INSERT of scores depends on what they judge. */
interface ScoreInsert {
  readonly scores: readonly NewScore[];
  readonly targets: { readonly type: string; readonly names: readonly string[]; readonly values: readonly string[] };
  readonly columns: readonly Buffer[];
}

/** A row of `scores`, as it is answered. */
export interface ScoreRow {
  id: string;
  project_id: string;
  target_type: 'run' | 'span';
  run_id: string | null;
  trace_id: string | null;
  span_id: string | null;
  scorer_name: string;
  /** Exact decimal as text. */
  numeric_value: string | null;
  label: string | null;
  rationale: string | null;
  /** JSON text. */
  config: string | null;
  created_at: string;
}

/** A score with what it took. */
export interface ListedScoreRow extends ScoreRow {
  /** JSON text of {@link UsageSums} and the `model`; null for a score that no model made. */
  usage: string | null;
}

/** A page of the scores of one target; `found` tells whether the target exists. */
export interface ScorePage {
  readonly found: boolean;
  readonly rows: ListedScoreRow[];
}

/** What narrows and bounds a page of scores. */
export interface ScoreListing {
  readonly scorerName: string | undefined;
  readonly count: number;
  /** The id of the last score of the page before. */
  readonly afterId: string | undefined;
}

/** The columns of a {@link ScoreRow}, of a table or sub-select called `s`. */
export const SCORE_COLUMNS =
  's.id, s.project_id, s.target_type, s.run_id, s.trace_id, s.span_id, s.scorer_name, s.numeric_value, s.label, s.rationale, s.config, s.created_at';

const OLDEST_FIRST: KeysetOrder = { keys: [{ expression: 's.id', type: 'uuid' }], direction: 'asc' };

/** How many parameters {@link scoresOfNewRuns} takes. */
const RUN_SCORE_PARAMETERS = 10;

/**
 * The part of a larger statement that stores scores of the runs that it stores, with `$1` for the project. Its parameters
 * are {@link runScoreParameters}.
 * @param first the number of the first of them
 */
export function scoresOfNewRuns(first: number): string {
  const arrays = Array.from({ length: RUN_SCORE_PARAMETERS }, (_, index) => `$${first + index}::text[]`);
  return `INSERT INTO scores AS s (project_id, target_type, run_id, experiment_id, dataset_item_id, ${MADE_COLUMNS})
    SELECT $1, 'run', n.run_id::uuid, n.experiment_id::uuid, n.dataset_item_id::uuid, ${MADE_VALUES}
    FROM unnest(${arrays.join(', ')}) AS n (run_id, experiment_id, dataset_item_id, ${MADE_COLUMNS})`;
}

/** The parameters of {@link scoresOfNewRuns}. */
export function runScoreParameters(scores: readonly NewRunScore[]): unknown[] {
  const targets = (['runId', 'experimentId', 'datasetItemId'] as const).map((name) => column(scores, name));
  return [...targets, ...madeColumns(scores)];
}

/** The SQL of scores. */
@Injectable()
export class ScoreRepository {
  /**
   * Stores scores of runs, tasks for those to be made in the background and what else there is, in one statement; nothing with no
   * statement.
   * Violates `scores_run` or `score_tasks_run` when a run is gone.
   */
  async insertForRuns(
    executor: Executor,
    projectId: string,
    scores: readonly NewRunScore[],
    tasks: readonly NewScoreTask[] = [],
    more: readonly InsertPart[] = [],
  ): Promise<void> {
    const names = ['run_id', 'experiment_id', 'dataset_item_id'];
    const targets = { type: 'run', names, values: names.map((name) => `n.${name}::uuid`) };
    const columns = (['runId', 'experimentId', 'datasetItemId'] as const).map((name) => column(scores, name));
    await this.insert(executor, projectId, { scores, targets, columns }, tasks, more);
  }

  /** As {@link insertForRuns}, of spans. Violates `scores_span` or `score_tasks_span` when a span is gone. */
  async insertForSpans(
    executor: Executor,
    projectId: string,
    scores: readonly NewSpanScore[],
    tasks: readonly NewScoreTask[] = [],
  ): Promise<void> {
    const names = ['trace_id', 'span_id'];
    const targets = { type: 'span', names, values: names.map((name) => `n.${name}`) };
    const columns = (['traceId', 'spanId'] as const).map((name) => column(scores, name));
    await this.insert(executor, projectId, { scores, targets, columns }, tasks);
  }

  private async insert(
    executor: Executor,
    projectId: string,
    { scores, targets, columns }: ScoreInsert,
    tasks: readonly NewScoreTask[],
    more: readonly InsertPart[] = [],
  ): Promise<void> {
    if (scores.length === 0 && tasks.length === 0 && more.length === 0) return;
    const values: unknown[] = [projectId];
    const parts: string[] = [];
    if (scores.length > 0) {
      values.push(...columns, ...madeColumns(scores));
      const names = `${targets.names.join(', ')}, ${MADE_COLUMNS}`;
      const arrays = values.slice(1).map((_, index) => `$${index + 2}::text[]`);
      parts.push(`INSERT INTO scores AS s (project_id, target_type, ${names})
       SELECT $1, '${targets.type}', ${targets.values.join(', ')}, ${MADE_VALUES}
       FROM unnest(${arrays.join(', ')}) AS n (${names})
       RETURNING s.id`);
    }
    const others: InsertPart[] = tasks.length > 0 ? [(first) => insertTasks(tasks, first), ...more] : [...more];
    for (const other of others) {
      const insert = other(values.length + 1);
      values.push(...insert.values);
      parts.push(insert.sql);
    }
    const last = parts.pop() as string;
    const before = parts.map((part, index) => `part_${index} AS (${part})`);
    await executor.run(before.length === 0 ? last : `WITH ${before.join(', ')} ${last}`, values);
  }

  /** A page of the scores of a run, oldest first. */
  listOfRun(executor: Executor, projectId: string, runId: string, listing: ScoreListing): Promise<ScorePage> {
    return this.list(executor, [projectId, runId], listing, {
      target: 'SELECT r.id FROM runs r WHERE r.project_id = $1 AND r.id = $2::uuid',
      ofTarget: 's.project_id = $1 AND s.run_id = $2::uuid',
    });
  }

  /** A page of the scores of a span, oldest first. */
  listOfSpan(
    executor: Executor,
    projectId: string,
    traceId: string,
    spanId: string,
    listing: ScoreListing,
  ): Promise<ScorePage> {
    return this.list(executor, [projectId, spanId, traceId], listing, {
      target: 'SELECT sp.id FROM spans sp WHERE sp.project_id = $1 AND sp.id = $2 AND sp.trace_id = $3',
      ofTarget: 's.project_id = $1 AND s.span_id = $2 AND s.trace_id = $3',
    });
  }

  /** One statement tells both whether the target exists and what scores it has: no row at all means no target. */
  private async list(
    executor: Executor,
    key: string[],
    listing: ScoreListing,
    sql: { target: string; ofTarget: string },
  ): Promise<ScorePage> {
    const values: unknown[] = [...key, listing.count];
    const limit = values.length;
    let conditions = sql.ofTarget;
    if (listing.scorerName !== undefined) conditions += ` AND s.scorer_name = $${values.push(listing.scorerName)}`;
    if (listing.afterId !== undefined) conditions += ` AND ${after(OLDEST_FIRST, values.push(listing.afterId))}`;
    const { rows } = await executor.run<ListedScoreRow | { id: null }>(
      `SELECT ${SCORE_COLUMNS}, u.usage FROM (${sql.target}) t LEFT JOIN LATERAL (
         SELECT ${SCORE_COLUMNS} FROM scores s WHERE ${conditions} ${orderBy(OLDEST_FIRST)} LIMIT $${limit}
       ) s ON true LEFT JOIN LATERAL (
         SELECT ${USAGE_OF_SCORE} AS usage FROM score_usage u WHERE u.project_id = $1 AND u.id = s.id
       ) u ON true ${orderBy(OLDEST_FIRST)}`,
      values,
    );
    return { found: rows.length > 0, rows: rows.filter((row) => row.id !== null) };
  }
}

const MADE_COLUMNS = 'id, scorer_name, numeric_value, label, rationale, config, created_at';
const MADE_VALUES =
  'n.id::uuid, n.scorer_name, n.numeric_value::numeric, n.label, n.rationale, n.config::json, n.created_at::timestamptz';

function madeColumns(scores: readonly NewScore[]): Buffer[] {
  return (['id', 'scorerName', 'numericValue', 'label', 'rationale', 'config', 'createdAt'] as const).map((name) =>
    column(scores, name),
  );
}

/** One column of a batch, as an array parameter. */
function column<Row>(rows: readonly Row[], name: keyof Row): Buffer {
  return textArray(rows.map((row) => row[name] as string | null));
}
