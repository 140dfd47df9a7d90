/** The stored span of a key: a subquery of its own, so that whatever the planner believes it is one look-up. */
const span = (columns: string, trace: string, id: string): string =>
  `CROSS JOIN LATERAL (SELECT ${columns} FROM spans s WHERE s.project_id = $1 AND s.trace_id = ${trace} AND s.id = ${id} OFFSET 0) s`;

const KEYS = 's.trace_id, s.id, s.parent_span_id';

/**
 * What is stored about a batch, in one statement. `$1` is the project; `$2`, `$3` the keys of spans that may be stored
 * already; `$4`, `$5` traces and the parents that are missing in the batch; `$6` whether the chains above those parents
 * are followed to their ends. UNION ends every walk, also on circles, and gives each ancestor once. Traces that get
 * their first span whose parent is not stored are marked on the way.
 */
export const STORED_FACTS = `WITH RECURSIVE missing AS (
  SELECT m.trace_id, m.id FROM unnest($4::text[], $5::text[]) AS m (trace_id, id)
), ancestors AS (
  SELECT ${KEYS} FROM missing m ${span(KEYS, 'm.trace_id', 'm.id')}
  UNION
  SELECT ${KEYS} FROM ancestors a ${span(KEYS, 'a.trace_id', 'a.parent_span_id')} WHERE $6::boolean
), opened AS (
  UPDATE traces AS t SET has_open_parents = true
  WHERE t.project_id = $1 AND NOT t.has_open_parents AND t.id = ANY (ARRAY(
    SELECT m.trace_id FROM missing m WHERE NOT EXISTS (SELECT 1 FROM ancestors a WHERE a.trace_id = m.trace_id AND a.id = m.id)
  ))
)
SELECT 'known' AS fact, b.trace_id, b.id, NULL::text AS parent_span_id
FROM unnest($2::text[], $3::text[]) AS b (trace_id, id) ${span('1', 'b.trace_id', 'b.id')}
UNION ALL
SELECT 'elsewhere', m.trace_id, m.id, NULL FROM missing m
CROSS JOIN LATERAL (SELECT 1 FROM spans s WHERE s.project_id = $1 AND s.id = m.id AND s.trace_id <> m.trace_id LIMIT 1) s
UNION ALL
SELECT 'ancestor', a.trace_id, a.id, a.parent_span_id FROM ancestors a`;

/** A row of {@link STORED_FACTS}. */
export interface FactRow {
  fact: 'known' | 'elsewhere' | 'ancestor';
  trace_id: string;
  id: string;
  parent_span_id: string | null;
}
