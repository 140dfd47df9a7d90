import { isoMillis } from '@assay/shared/time';

/** A row of `spans` without its trace; JSON columns are texts. */
export interface StoredSpan {
  id: string;
  parent_span_id: string | null;
  name: string;
  kind: string | null;
  input: string | null;
  output: string | null;
  start_time: string;
  end_time: string | null;
  duration_ms: number | null;
  tokens_input: number | null;
  tokens_output: number | null;
  model: string | null;
  metadata: string | null;
  error: string | null;
}

const text = (value: string | null): string => (value === null ? 'null' : JSON.stringify(value));

/**
 * The JSON text of a span. Its payloads are put in as they are stored; writing the text here, once, is several times
 * faster than objects that go through the serialiser with a placeholder for each payload.
 * @param traceIdText JSON text of the id of its trace
 */
export function spanJson(span: StoredSpan, traceIdText: string): string {
  const endTime = span.end_time === null ? 'null' : `"${isoMillis(span.end_time)}"`;
  return (
    `{"id":${text(span.id)},"trace_id":${traceIdText},"parent_span_id":${text(span.parent_span_id)},"name":${text(span.name)}` +
    `,"kind":${text(span.kind)},"input":${span.input},"output":${span.output}` +
    `,"start_time":"${isoMillis(span.start_time)}","end_time":${endTime},"duration_ms":${span.duration_ms}` +
    `,"tokens_input":${span.tokens_input},"tokens_output":${span.tokens_output},"model":${text(span.model)}` +
    `,"metadata":${span.metadata},"error":${span.error}}`
  );
}
