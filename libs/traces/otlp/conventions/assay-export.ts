import { rawJson, readJson } from '@assay/shared/json';
import type { NewSpan } from '../../ingest/span';
import { SpanReader } from '../../ingest/span-reader';
import { EXPORT_ATTRIBUTES, EXPORT_SCOPE } from '../export-names';
import { OTEL_STATUS, type PlacedSpan } from '../otlp-span';
import { dumpedText } from '../payload';
import { countOf } from '../source';
import { timestampOf } from '../times';
import { parentOf } from '../validate';

type Texts = (key: string) => string | undefined;

/**
 * The span that an export of ours wrote, exactly as it was stored. It is read by the rules of native spans.
 * @returns undefined for a span of another scope, and for one that does not hold together: the conventions read it then
 */
export function exportedSpan(placed: PlacedSpan): NewSpan | undefined {
  if (placed.scopeName !== EXPORT_SCOPE) return undefined;
  const { span, index } = placed;
  const text: Texts = (key) => {
    const value = span.attributes.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const names = EXPORT_ATTRIBUTES;
  const end = span.endNanos === 0n ? null : timestampOf(span.endNanos);
  const metadata = text('metadata');
  const reader = new SpanReader();
  const read = reader.read(
    {
      id: text(names.spanId) ?? span.spanId,
      trace_id: text(names.traceId) ?? span.traceId,
      parent_span_id: text(names.parentSpanId) ?? parentOf(span),
      name: span.name,
      kind: text('openinference.span.kind')?.toLowerCase(),
      input: payloadOf(text, 'input'),
      output: payloadOf(text, 'output'),
      start_time: text(names.startTime) ?? timestampOf(span.startNanos),
      end_time: text(names.endTime) ?? end,
      duration_ms: span.attributes.get(names.durationMs),
      tokens_input: countOf(span.attributes.get('gen_ai.usage.input_tokens')),
      tokens_output: countOf(span.attributes.get('gen_ai.usage.output_tokens')),
      model: text('gen_ai.request.model'),
      metadata: metadata === undefined ? undefined : objectOf(metadata),
      error: errorOf(placed),
    },
    index,
  );
  const isSound = reader.problems.length === 0 && read?.parentId !== read?.id;
  return isSound ? read : undefined;
}

function payloadOf(text: Texts, field: 'input' | 'output'): unknown {
  const value = text(`${field}.value`);
  if (value === undefined || text(`${field}.mime_type`) !== 'application/json') return value;
  const json = dumpedText(value);
  return json === undefined ? undefined : rawJson(json);
}

/** Metadata as JSON; anything else stays a text, which is a problem. */
function objectOf(text: string): unknown {
  try {
    return readJson(text, { exactPaths: {} });
  } catch {
    return text;
  }
}

function errorOf({ span }: PlacedSpan): unknown {
  if (span.statusCode !== OTEL_STATUS.error) return undefined;
  const exception = span.events.find(({ name }) => name === 'exception');
  const part = (key: string): unknown => exception?.attributes.get(`exception.${key}`) ?? null;
  return { message: part('message') ?? span.statusMessage, type: part('type'), stack: part('stacktrace') };
}
