import { InvalidRequestError } from '@assay/shared/errors';

/** The fields of a span, in the order in which answers carry them. */
export const SPAN_FIELDS = [
  'id',
  'trace_id',
  'parent_span_id',
  'name',
  'kind',
  'input',
  'output',
  'start_time',
  'end_time',
  'duration_ms',
  'tokens_input',
  'tokens_output',
  'model',
  'metadata',
  'error',
] as const;

/** One of {@link SPAN_FIELDS}. */
export type SpanField = (typeof SPAN_FIELDS)[number];

/** The fields that hold JSON of any length. */
export const PAYLOAD_FIELDS = ['input', 'output', 'metadata', 'error'] as const;

/** One of {@link PAYLOAD_FIELDS}. */
export type PayloadField = (typeof PAYLOAD_FIELDS)[number];

/** Whether a field holds JSON of any length. */
export function isPayload(field: SpanField): field is PayloadField {
  return (PAYLOAD_FIELDS as readonly SpanField[]).includes(field);
}

/**
 * The fields that a caller wants of each span, all without a wish, in the order of {@link SPAN_FIELDS}.
 * @param text names with commas between
 * @throws {InvalidRequestError} for a name that no field has
 */
export function readSpanFields(text: string | undefined): readonly SpanField[] {
  if (text === undefined) return SPAN_FIELDS;
  const wanted = new Set(text.split(',').map((name) => name.trim()));
  const isKnown = [...wanted].every((name) => (SPAN_FIELDS as readonly string[]).includes(name));
  if (isKnown) return SPAN_FIELDS.filter((field) => wanted.has(field));
  const reason = `must be some of ${SPAN_FIELDS.join(', ')}, with commas between`;
  const details = { field: 'fields', accepted: SPAN_FIELDS, errors: [{ field: 'fields', reason }] };
  throw new InvalidRequestError(`fields ${reason}`, details);
}
