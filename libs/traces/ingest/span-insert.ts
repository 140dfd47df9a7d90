import { textArray } from '@assay/database';
import type { NewSpan } from './span';

/** One column of `spans`: how it is read from a span, and the cast of the text that is sent. */
interface SpanColumn {
  readonly name: string;
  readonly cast?: string;
  readonly text: (span: NewSpan) => string | null;
}

const numberText = (value: number | null): string | null => (value === null ? null : String(value));

const COLUMNS: readonly SpanColumn[] = [
  { name: 'trace_id', text: (span) => span.traceId },
  { name: 'id', text: (span) => span.id },
  { name: 'parent_span_id', text: (span) => span.parentId },
  { name: 'name', text: (span) => span.name },
  { name: 'kind', text: (span) => span.kind },
  { name: 'input', cast: 'json', text: (span) => span.input },
  { name: 'output', cast: 'json', text: (span) => span.output },
  { name: 'start_time', cast: 'timestamptz', text: (span) => span.startTime },
  { name: 'end_time', cast: 'timestamptz', text: (span) => span.endTime },
  { name: 'duration_ms', cast: 'double precision', text: (span) => numberText(span.durationMs) },
  { name: 'tokens_input', cast: 'bigint', text: (span) => numberText(span.tokensInput) },
  { name: 'tokens_output', cast: 'bigint', text: (span) => numberText(span.tokensOutput) },
  { name: 'model', text: (span) => span.model },
  { name: 'metadata', cast: 'json', text: (span) => span.metadataText },
  { name: 'error', cast: 'json', text: (span) => span.error },
];

const NAMES = COLUMNS.map(({ name }) => name).join(', ');

/** Inserts spans: `$1` is the project, one array for each column follows. */
export const INSERT_SPANS = `INSERT INTO spans AS sp (project_id, ${NAMES})
SELECT $1::text, ${COLUMNS.map(({ name, cast }) => (cast === undefined ? `u.${name}` : `u.${name}::${cast}`)).join(', ')}
FROM unnest(${COLUMNS.map((_, index) => `$${index + 2}::text[]`).join(', ')}) AS u (${NAMES})
RETURNING sp.id`;

/** The same, and notes the traces of the last parameter as having spans whose parents are missing. */
export const INSERT_SPANS_AND_OPEN_TRACES = `WITH opened AS (
  UPDATE traces AS t SET has_open_parents = true WHERE t.project_id = $1 AND t.id = ANY ($${COLUMNS.length + 2}::text[])
)
${INSERT_SPANS}`;

/** The parameters of {@link INSERT_SPANS}. */
export function insertParameters(projectId: string, spans: readonly NewSpan[]): unknown[] {
  return [projectId, ...COLUMNS.map(({ text }) => textArray(spans.map(text)))];
}
