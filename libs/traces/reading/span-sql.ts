import { PAYLOAD_FIELDS, type PayloadField } from './span-fields';

/** The columns of `spans` that are short. */
export const SHORT_COLUMNS = [
  'id',
  'parent_span_id',
  'name',
  'kind',
  'start_time',
  'end_time',
  'duration_ms',
  'tokens_input',
  'tokens_output',
  'model',
] as const;

/** Their types. */
export const SHORT_TYPES: Readonly<Record<(typeof SHORT_COLUMNS)[number], string>> = {
  id: 'text COLLATE "C"',
  parent_span_id: 'text',
  name: 'text',
  kind: 'text',
  start_time: 'timestamptz',
  end_time: 'timestamptz',
  duration_ms: 'double precision',
  tokens_input: 'bigint',
  tokens_output: 'bigint',
  model: 'text',
};

/** Limits of one page of spans. */
export interface PageLimits {
  /** Bytes of payloads after which a page ends; the span that goes beyond is its last. */
  readonly bytes: number;
  /** A payload of more bytes is not read with its span. */
  readonly payloadBytes: number;
}

/**
 * Bytes of a payload's text. Of one that is stored as it is this looks at no more than its header; a compressed one has to
 * be unpacked, for it may stand for two hundred times its size.
 */
function bytesOf(field: PayloadField, isWanted: string): string {
  const size = `CASE WHEN pg_column_compression(s.${field}) IS NULL THEN pg_column_size(s.${field}) ELSE octet_length(s.${field}::text) END`;
  return `coalesce(CASE WHEN ${isWanted} THEN ${size} END, 0) AS ${field}_bytes`;
}

/**
 * Spans of a trace by their ids, in the order of these, with as many payloads as the limits allow. `$1` project, `$2`
 * trace, `$3` ids, `$4` when the trace was created or null, `$5` bytes of a page, `$6` bytes of a payload, `$7` to `$10`
 * whether each payload is wanted. A row beyond the page has no payloads and `is_within` false. No row for a span that is
 * gone, or whose trace was deleted and came anew.
 */
export const SPANS_BY_ID = ((): string => {
  const wanted = (index: number): string => `$${7 + index}::boolean`;
  const sizes = PAYLOAD_FIELDS.map((field, index) => bytesOf(field, wanted(index))).join(', ');
  const held = PAYLOAD_FIELDS.map(
    (field) => `CASE WHEN p.${field}_bytes <= $6::int THEN p.${field}_bytes ELSE 0 END`,
  ).join(' + ');
  const payloads = PAYLOAD_FIELDS.map(
    (field, index) =>
      `CASE WHEN ${wanted(index)} AND q.is_within AND q.${field}_bytes <= $6::int THEN q.${field} END AS ${field}, q.${field}_bytes > $6::int AS is_${field}_long`,
  ).join(', ');
  return `SELECT ${SHORT_COLUMNS.map((column) => `q.${column}`).join(', ')}, q.trace_created_at, q.is_within, ${payloads}
     FROM (
       SELECT p.*, sum(${held}) OVER (ORDER BY p.place) - (${held}) < $5::int OR p.place = 1 AS is_within
       FROM (
         SELECT k.place, t.created_at AS trace_created_at, s.*, ${sizes}
         FROM traces t CROSS JOIN unnest($3::text[]) WITH ORDINALITY AS k (wanted_id, place)
         CROSS JOIN LATERAL (
           SELECT s.* FROM spans s WHERE s.project_id = $1 AND s.trace_id = $2 AND s.id = k.wanted_id OFFSET 0
         ) s
         WHERE t.project_id = $1 AND t.id = $2 AND ($4::timestamptz IS NULL OR t.created_at = $4) OFFSET 0
       ) p
     ) q
     ORDER BY q.place`;
})();

/**
 * A part of a payload, `$5` being its first character (from 1) and `$6` how many; `$3` is the id
 * of the span and `$4` when its trace was created.
 */
export function partOf(field: PayloadField): string {
  return `SELECT q.part, char_length(q.part) = $6::int AS has_more FROM (
       SELECT substr(s.${field}::text, $5::int, $6::int) AS part FROM spans s
       WHERE s.project_id = $1 AND s.trace_id = $2 AND s.id = $3
         AND EXISTS (SELECT 1 FROM traces t WHERE t.project_id = $1 AND t.id = $2 AND t.created_at = $4) OFFSET 0
     ) q`;
}
