import { Injectable } from '@nestjs/common';
import { type Executor, type Slice, type Sliced, slicedRows } from '@assay/database';
import { FROM_VERSION, IN_VERSION } from '../runs/item-revision-sql';
import { scoresOfRun } from '../runs/run.repository';

/** A run with its item; JSON and times as text. */
export interface ResultRow {
  id: string;
  dataset_item_id: string;
  output: string | null;
  error: string | null;
  latency_ms: number | null;
  /** When the service called its target; null for runs of clients. */
  started_at: string | null;
  retry_count: number;
  created_at: string;
  /** JSON text of a list of score rows, oldest first, every column as text. */
  scores: string | null;
  /** JSON text of a list of `ScoringFailure`, oldest first; null without any. */
  scoring_errors: string | null;
  item_version: number | null;
  input: string | null;
  expected_output: string | null;
}

/** What the page says of its experiment. */
export interface ResultSlice extends Sliced<ResultRow> {
  readonly datasetId: string;
}

/** Scores that could not be made. */
const SCORING_ERRORS = `(SELECT json_agg(json_build_object('scorerName', x.scorer_name, 'message', x.message) ORDER BY x.id)
  FROM scoring_errors x WHERE x.project_id = $1 AND x.run_id = r.id) AS scoring_errors`;

/** The revision of the experiment's dataset version, else the current one of an item that came later. */
const ITEM = `
  SELECT ${FROM_VERSION} AS item_version, i.input, i.expected_output
  FROM datasets d
  JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = d.id AND i.id = r.dataset_item_id
  LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
  WHERE d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL AND (${IN_VERSION} OR i.valid_to IS NULL)
  ORDER BY ${IN_VERSION} DESC LIMIT 1`;

/** SQL of runs side by side with what they answer. */
@Injectable()
export class ResultsRepository {
  /** Part of the runs of an experiment with their items and scores, in the order sent; undefined when there is none. */
  async slice(
    executor: Executor,
    projectId: string,
    experimentId: string,
    slice: Slice,
  ): Promise<ResultSlice | undefined> {
    const { rows } = await executor.run<ResultRow & { total: number; dataset_id: string }>(
      `SELECT e.run_count AS total, e.dataset_id, p.* FROM experiments e LEFT JOIN LATERAL (
         SELECT r.id, r.dataset_item_id, r.output, r.error, r.latency_ms, r.started_at, r.retry_count, r.created_at, ${scoresOfRun()} AS scores, ${SCORING_ERRORS},
           i.item_version, i.input, i.expected_output
         FROM (
           SELECT s.id FROM runs s WHERE s.project_id = $1 AND s.experiment_id = $2::uuid ORDER BY s.id LIMIT $3 OFFSET $4
         ) s
         JOIN runs r ON r.project_id = $1 AND r.id = s.id
         LEFT JOIN LATERAL (${ITEM}) i ON true
       ) p ON true
       WHERE e.project_id = $1 AND e.id = $2::uuid ORDER BY p.id`,
      [projectId, experimentId, slice.count, slice.offset],
    );
    const [first] = rows;
    return first === undefined ? undefined : { ...slicedRows(rows), datasetId: first.dataset_id };
  }
}
