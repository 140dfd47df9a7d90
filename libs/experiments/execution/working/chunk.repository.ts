import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';
import type { AssertionTexts } from '@assay/scores';
import { FROM_VERSION, IN_VERSION } from '../../runs/item-revision-sql';
import { type AssertionColumns, itemAssertions, textsOf } from '../../runs/submission.repository';
import type { WorkPlace } from './work.repository';

/** An item to be done, with the chunk that it is of and the run that it has. */
export interface WorkItem {
  /** Of the chunk. */
  readonly position: number;
  readonly id: string;
  readonly version: number;
  /** JSON text. */
  readonly input: string;
  readonly expected_output: string | null;
  readonly metadata: string | null;
  readonly run_id: string | null;
  readonly has_failed: boolean;
  readonly retry_count: number | null;
  /** What grades its run, as it was when the item was read. */
  readonly assertions: AssertionTexts;
}

/** What a process took. */
export interface TakenItems {
  /** As many as are good to read at once: at least one of any, if the dataset is still there. */
  readonly items: WorkItem[];
  /** The others; {@link ChunkRepository.items} reads them. */
  readonly unread: PlannedItem[];
  /** Items of the execution without a recorded result. */
  readonly remaining: number;
}

/** An item of a chunk. */
export interface PlannedItem {
  readonly position: number;
  readonly id: string;
}

/** What the statements give: an item in each row, and in the first row what was planned (JSON text, null for nothing). */
type Row = Omit<WorkItem, 'assertions' | 'position' | 'id'> &
  AssertionColumns & {
    readonly id: string | null;
    readonly planned: string | null;
    readonly remaining: number;
  } & Record<string, unknown>;

/** Payload bytes, as stored, that are read at once. */
const READ_BYTES = 1024 * 1024;

/**
 * The items with the ids of `planned`, as many as are good to read at once, and one row without an item if there are none.
 * Items and runs are read by the list of them, not looked up by each: while little is known of a table, the planner takes
 * all items of the dataset, and all runs of the experiment, for as good a way to one of them as the index of it. Runs are
 * read at all only where there are others than this execution knows of, and where they are to be replaced.
 */
const READ = `, ids AS MATERIALIZED (
    SELECT ARRAY(SELECT p.id FROM planned p) AS list
  ), progress AS MATERIALIZED (
    SELECT x.remaining, x.replaces OR e.run_count <> x.succeeded + x.failed + x.skipped AS has_other_runs
    FROM experiments e JOIN executions x ON x.project_id = $1 AND x.experiment_id = e.id
    WHERE e.project_id = $1 AND e.id = $2::uuid
  ), had AS MATERIALIZED (
    SELECT r.dataset_item_id, r.id, r.error IS NOT NULL AS has_failed, r.retry_count FROM runs r
    WHERE r.project_id = $1 AND r.experiment_id = $2::uuid AND r.dataset_item_id = ANY((SELECT ids.list FROM ids)::uuid[])
      AND (SELECT progress.has_other_runs FROM progress)
  ), found AS (
    SELECT n.* FROM (
      SELECT i.id, ${FROM_VERSION} AS version, i.input, i.expected_output, i.metadata, ${itemAssertions('d.default_assertions')},
        CASE WHEN row_number() OVER (ORDER BY i.id) = 1 THEN d.default_assertions END AS default_assertions,
        had.id AS run_id, had.id IS NOT NULL AND had.has_failed AS has_failed, had.retry_count,
        sum(pg_column_size(i.input) + COALESCE(pg_column_size(i.expected_output), 0)) OVER (ORDER BY i.id) AS bytes,
        row_number() OVER (ORDER BY i.id) AS place
      FROM experiments e
      JOIN datasets d ON d.project_id = $1 AND d.id = e.dataset_id AND d.deleted_at IS NULL
      JOIN dataset_items i ON i.project_id = $1 AND i.dataset_id = d.id AND i.id = ANY((SELECT ids.list FROM ids)::uuid[])
      LEFT JOIN dataset_imports m ON m.project_id = $1 AND m.dataset_id = i.dataset_id AND m.id = i.import_id
      LEFT JOIN had ON had.dataset_item_id = i.id
      WHERE e.project_id = $1 AND e.id = $2::uuid AND ${FROM_VERSION} IS NOT NULL AND ${IN_VERSION}
    ) n WHERE n.place = 1 OR n.bytes <= ${READ_BYTES}
  )
  SELECT found.*, CASE WHEN COALESCE(found.place, 1) = 1 THEN (
      SELECT json_agg(json_build_object('position', p.position, 'id', p.id)) FROM planned p
    ) END AS planned,
    (SELECT progress.remaining FROM progress) AS remaining
  FROM ids LEFT JOIN found ON true ORDER BY found.place`;

const TAKE = background(`WITH gone AS (
    DELETE FROM execution_chunks AS c WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer
      AND c.position = ANY($4::integer[]) AND cardinality(c.item_ids) = 0
  ), next AS MATERIALIZED (
    SELECT c.position FROM execution_chunks c
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer AND NOT (c.position = ANY($4::integer[]))
      AND (c.leased_until IS NULL OR c.leased_until < $5::timestamptz) AND cardinality(c.item_ids) > 0
    ORDER BY c.position LIMIT $8::integer FOR UPDATE SKIP LOCKED
  ), taken AS (
    UPDATE execution_chunks AS c SET leased_by = $6::uuid, leased_until = $7::timestamptz FROM next
    WHERE c.project_id = $1 AND c.experiment_id = $2::uuid AND c.attempt = $3::integer AND c.position = next.position
    RETURNING c.position, c.item_ids
  ), planned AS MATERIALIZED (
    SELECT taken.position, p.id FROM taken CROSS JOIN LATERAL unnest(taken.item_ids) AS p (id)
  )${READ}`);

const ITEMS = background(`WITH planned AS MATERIALIZED (
    SELECT p.position, p.id FROM unnest($3::integer[], $4::uuid[]) AS p (position, id)
  )${READ}`);

/** The SQL of taking items to work on. Leases end by the clocks of the processes, which must agree within a second or two. */
@Injectable()
export class ChunkRepository {
  /** Takes the next chunks that nobody works on, at most `count`, with their items, and forgets those that are done. */
  async take(
    executor: Executor,
    place: WorkPlace,
    { done, count }: { readonly done: readonly number[]; readonly count: number },
    now: string,
    until: string,
  ): Promise<TakenItems> {
    const { rows } = await executor.run<Row>(TAKE, [
      place.projectId,
      place.experimentId,
      place.attempt,
      done,
      now,
      place.workerId,
      until,
      count,
    ]);
    return takenOf(rows);
  }

  /** Reads items that were taken before. */
  async items(executor: Executor, place: WorkPlace, planned: readonly PlannedItem[]): Promise<TakenItems> {
    const { rows } = await executor.run<Row>(ITEMS, [
      place.projectId,
      place.experimentId,
      planned.map(({ position }) => position),
      planned.map(({ id }) => id),
    ]);
    return takenOf(rows);
  }
}

function takenOf(rows: readonly Row[]): TakenItems {
  const [first] = rows;
  const planned = JSON.parse(first?.planned ?? '[]') as PlannedItem[];
  const positions = new Map(planned.map(({ id, position }) => [id, position]));
  const defaults = first?.default_assertions ?? null;
  const items: WorkItem[] = [];
  for (const { id, ...row } of rows) {
    const position = id === null ? undefined : positions.get(id);
    if (id === null || position === undefined) continue;
    positions.delete(id);
    items.push({ ...row, id, position, assertions: textsOf(row, defaults) });
  }
  return { items, unread: planned.filter(({ id }) => positions.has(id)), remaining: first?.remaining ?? 0 };
}
