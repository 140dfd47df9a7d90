import { textArray } from '@assay/database';
import type { TraceBatch } from './trace-batch';
import { arrayLiteral, QUEUE_FOR_SEARCH, upsertSource, upsertTraces } from './trace-upsert';

/** A stored span of the trace of a batch: a subquery of its own, so that whatever the planner believes it is one look-up. */
const storedSpan = (id: string): string =>
  `SELECT 1 FROM spans s WHERE s.project_id = $1 AND s.trace_id = u.id AND s.id = ${id} OFFSET 0`;

/** Only a trace without the parent of a span waits for it; which parents are stored is seen as the statement begins. */
const HAS_OPEN_PARENTS = `u.has_open_parents::boolean AND EXISTS (
  SELECT 1 FROM unnest(u.missing_ids::text[]) AS m (id) WHERE NOT EXISTS (${storedSpan('m.id')})
)`;

/**
 * Adds batches to their trace rows and locks these, as {@link upsertTraces} does, and tells which spans of the batches
 * their traces hold already. What is stored is seen as it was when the statement began, so it may be old when the
 * statement had to wait for a lock: `is_current` says whether a trace has the spans that were seen, and no others. Of a
 * trace that is new nothing is looked up.
 */
export const ADD_LOOKING = `${QUEUE_FOR_SEARCH}, batch AS (
  SELECT * FROM ${upsertSource(['span_ids', 'missing_ids'])}
), before AS (
  SELECT t.id, t.created_at, t.span_count FROM traces t WHERE t.project_id = $1 AND t.id = ANY ($3::text[])
), stored AS (
  SELECT u.id, array_agg(k.id) AS ids FROM batch u JOIN before b ON b.id = u.id
  CROSS JOIN LATERAL unnest(u.span_ids::text[]) AS k (id)
  CROSS JOIN LATERAL (${storedSpan('k.id')}) s GROUP BY u.id
), added AS (
  ${upsertTraces('batch u', HAS_OPEN_PARENTS)}, t.created_at
)
SELECT a.id, a.root_span_id, a.span_count, a.has_open_parents, coalesce(s.ids, '{}') AS stored_ids,
  a.span_count - u.span_count::integer = coalesce(b.span_count, 0) AND (b.id IS NULL OR a.created_at = b.created_at) AS is_current
FROM added a JOIN batch u ON u.id = a.id LEFT JOIN before b ON b.id = a.id LEFT JOIN stored s ON s.id = a.id`;

/** The parameters of {@link ADD_LOOKING} after those of the upsert. */
export function lookParameters(batches: readonly TraceBatch[]): Buffer[] {
  return [
    textArray(batches.map(({ byId }) => arrayLiteral([...byId.keys()]))),
    textArray(batches.map((batch) => arrayLiteral(batch.missingParents().map(({ id }) => id)))),
  ];
}
