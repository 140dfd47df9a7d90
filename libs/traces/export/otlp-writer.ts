import { EXPORT_ATTRIBUTES, EXPORT_SCOPE } from '../otlp/export-names';
import type { PayloadField } from '../reading/span-fields';
import type { StoredSpan } from '../reading/span-json';
import { type ExportedScore, type ExportedTrace, isoMicros } from './exported';
import { LineWriter } from './line-writer';
import { numberAttribute, otlpNanos, otlpSpanId, otlpTraceId, textAttribute, wholeAttribute } from './otlp-values';

const INTERNAL = 1;
const ERROR = 2;

/** How a payload goes into the value of an attribute. */
type PayloadForm = 'unknown' | 'text' | 'json' | 'kept';

/**
 * Lines of which each is an `ExportTraceServiceRequest` in OTLP/JSON, as the file exporter of the Collector writes them.
 * Attributes are those of OpenInference (payloads, kind, metadata) and of the GenAI conventions (model, tokens,
 * evaluations); what neither has a place for stands in attributes of our own.
 */
export class OtlpWriter extends LineWriter {
  private form: PayloadForm = 'kept';
  private kept = '';

  part(text: string): void {
    if (this.form === 'unknown') {
      // A string stands for itself: its JSON text, quotes and escapes included, is the text of the attribute.
      this.form = text.startsWith('"') ? 'text' : 'json';
      if (this.form === 'json') this.buffer.add('"');
    }
    if (this.form === 'kept') this.kept += text;
    else this.buffer.add(this.form === 'text' ? text : JSON.stringify(text).slice(1, -1));
  }

  protected begin({ projectId }: ExportedTrace): void {
    this.buffer.add(
      `{"resourceSpans":[{"resource":{"attributes":[${textAttribute('assay.project_id', projectId)}]},"scopeSpans":[{"scope":{"name":"${EXPORT_SCOPE}"},"spans":[`,
    );
  }

  protected end(): void {
    this.buffer.add(']}]}]}\n');
  }

  protected *write(
    trace: ExportedTrace,
    span: StoredSpan,
    scores: readonly ExportedScore[],
  ): Generator<PayloadField, void> {
    const { head, attributes } = headOf(trace, span);
    this.buffer.add(`{${head},"attributes":[${attributes.join(',')}`);
    let comma = attributes.length > 0 ? ',' : '';
    for (const field of ['input', 'output'] as const) {
      if (!has(span, field)) continue;
      this.buffer.add(`${comma}{"key":"${field}.value","value":{"stringValue":`);
      yield* this.payload(span, field, 'unknown');
      if (this.form === 'json') this.buffer.add('"');
      const mimeType = this.form === 'text' ? 'text/plain' : 'application/json';
      this.buffer.add(`}},${textAttribute(`${field}.mime_type`, mimeType)}`);
      comma = ',';
    }
    if (has(span, 'metadata')) {
      this.buffer.add(`${comma}{"key":"metadata","value":{"stringValue":"`);
      yield* this.payload(span, 'metadata', 'json');
      this.buffer.add('"}}');
    }
    this.buffer.add(']');
    yield* this.events(span, scores);
    this.buffer.add('}');
  }

  /** The text of a payload, read with the span or coming in parts. */
  private *payload(span: StoredSpan, field: PayloadField, form: PayloadForm): Generator<PayloadField, void> {
    this.form = form;
    if (span.long?.includes(field) === true) yield field;
    else this.part(span[field] ?? 'null');
  }

  private *events(span: StoredSpan, scores: readonly ExportedScore[]): Generator<PayloadField, void> {
    const events = scores.map((score) => eventText('gen_ai.evaluation.result', span, evaluation(score)));
    if (has(span, 'error')) {
      this.kept = '';
      yield* this.payload(span, 'error', 'kept');
      const error = JSON.parse(this.kept) as Record<'message' | 'type' | 'stack', string | null>;
      this.kept = '';
      const { message, type, stack } = error;
      const parts: [string, string | null][] = [
        ['exception.type', type],
        ['exception.message', message],
        ['exception.stacktrace', stack],
      ];
      const attributes = parts.flatMap(([key, value]) => (value === null ? [] : [textAttribute(key, value)]));
      events.unshift(eventText('exception', span, attributes));
      this.buffer.add(`,"status":{"code":${ERROR},"message":${JSON.stringify(message)}}`);
    }
    if (events.length > 0) this.buffer.add(`,"events":[${events.join(',')}]`);
  }
}

function has(span: StoredSpan, field: PayloadField): boolean {
  return span[field] !== null || span.long?.includes(field) === true;
}

/** What a span has beside payloads and events. */
function headOf(trace: ExportedTrace, span: StoredSpan): { head: string; attributes: string[] } {
  const traceId = otlpTraceId(trace.id);
  const spanId = otlpSpanId(span.id);
  const parentId = span.parent_span_id === null ? undefined : otlpSpanId(span.parent_span_id);
  const [startIso, endIso] = [isoMicros(span.start_time), span.end_time === null ? null : isoMicros(span.end_time)];
  const start = otlpNanos(startIso);
  const end = endIso === null ? undefined : otlpNanos(endIso);
  const names = EXPORT_ATTRIBUTES;
  const attributes: string[] = [];
  if (!traceId.isExact) attributes.push(textAttribute(names.traceId, trace.id));
  if (!spanId.isExact) attributes.push(textAttribute(names.spanId, span.id));
  if (parentId?.isExact === false) attributes.push(textAttribute(names.parentSpanId, span.parent_span_id ?? ''));
  if (!start.isExact) attributes.push(textAttribute(names.startTime, startIso));
  if (end?.isExact === false) attributes.push(textAttribute(names.endTime, endIso ?? ''));
  if (end === undefined && span.duration_ms !== null) {
    attributes.push(numberAttribute(names.durationMs, String(span.duration_ms)));
  }
  if (span.kind !== null) attributes.push(textAttribute('openinference.span.kind', span.kind.toUpperCase()));
  if (span.model !== null) attributes.push(textAttribute('gen_ai.request.model', span.model));
  if (span.tokens_input !== null) attributes.push(wholeAttribute('gen_ai.usage.input_tokens', span.tokens_input));
  if (span.tokens_output !== null) attributes.push(wholeAttribute('gen_ai.usage.output_tokens', span.tokens_output));
  const ids = `"traceId":"${traceId.hex}","spanId":"${spanId.hex}","parentSpanId":"${parentId?.hex ?? ''}"`;
  const times = `"startTimeUnixNano":"${start.text}","endTimeUnixNano":"${end?.text ?? '0'}"`;
  return { head: `${ids},"name":${JSON.stringify(span.name)},"kind":${INTERNAL},${times}`, attributes };
}

function evaluation({ scorer_name: name, numeric_value: number, label, rationale }: ExportedScore): string[] {
  const attributes = [textAttribute('gen_ai.evaluation.name', name)];
  if (number !== null) attributes.push(numberAttribute('gen_ai.evaluation.score.value', number));
  if (label !== null) attributes.push(textAttribute('gen_ai.evaluation.score.label', label));
  if (rationale !== null) attributes.push(textAttribute('gen_ai.evaluation.explanation', rationale));
  return attributes;
}

function eventText(name: string, span: StoredSpan, attributes: readonly string[]): string {
  const time = otlpNanos(isoMicros(span.end_time ?? span.start_time)).text;
  return `{"timeUnixNano":"${time}","name":"${name}","attributes":[${attributes.join(',')}]}`;
}
