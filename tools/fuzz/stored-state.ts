/** Runs one statement and gives its rows. */
export type RunSql = (text: string) => Promise<{ rows: Record<string, unknown>[] }>;

/**
 * Traces whose row says something else than their spans do, and spans whose payloads are no JSON to Postgres: there must
 * be none, whatever was sent.
 */
const CONTRADICTIONS = `
SELECT t.project_id, t.id, t.span_count, t.error_count, t.tokens_input, s.*
FROM traces t LEFT JOIN LATERAL (
  SELECT count(*) AS spans, count(s.error) AS errors, coalesce(sum(s.tokens_input), 0) AS tokens, bool_or(s.id = t.root_span_id) AS has_root,
    count(*) FILTER (WHERE s.input IS NOT NULL AND json_typeof(s.input) IS NULL) AS broken
  FROM spans s WHERE s.project_id = t.project_id AND s.trace_id = t.id
) s ON true
WHERE s.spans <> t.span_count OR s.spans = 0 OR s.errors <> t.error_count OR s.tokens <> t.tokens_input OR s.broken > 0
  OR (t.root_span_id IS NOT NULL AND NOT s.has_root)
LIMIT 5`;

/** What the tables hold after a run. */
export interface StoredState {
  readonly traces: number;
  readonly spans: number;
  /** Rows that contradict each other, as text; none in a sane database. */
  readonly contradictions: string[];
}

/** Looks whether what is stored agrees with itself. */
export async function storedState(run: RunSql): Promise<StoredState> {
  const { rows } = await run(
    'SELECT (SELECT count(*) FROM traces)::int AS traces, (SELECT count(*) FROM spans)::int AS spans',
  );
  const { rows: wrong } = await run(CONTRADICTIONS);
  const [counts] = rows as unknown as { traces: number; spans: number }[];
  return { traces: counts!.traces, spans: counts!.spans, contradictions: wrong.map((row) => JSON.stringify(row)) };
}
