import { parseTimestamp } from '@assay/shared/time';

/** A trace whose spans are written. */
export interface ExportedTrace {
  readonly projectId: string;
  readonly id: string;
  /** Times as the database says them. */
  readonly createdAt: string;
  readonly queuedAt: string | null;
}

/** A score of a span, as it is stored. */
export interface ExportedScore {
  trace_id: string;
  span_id: string;
  scorer_name: string;
  /** Its decimal text; null for a label. */
  numeric_value: string | null;
  label: string | null;
  rationale: string | null;
  /** JSON text. */
  config: string | null;
}

/** Postgres' text of a `timestamptz` in a UTC session as ISO 8601 with microseconds: an export loses none. */
export function isoMicros(text: string): string {
  const iso = parseTimestamp(`${text.slice(0, 10)}T${text.slice(11, 19)}${text.slice(19).replace(/\+00$/, '')}Z`);
  if (iso === null) throw new RangeError('Expected a timestamp in UTC');
  return iso;
}
