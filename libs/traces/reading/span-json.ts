import { isoMillis } from '@assay/shared/time';
import { isPayload, type PayloadField, type SpanField } from './span-fields';
import type { TextBuffer } from './text-buffer';

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
  /** Payloads that are too long to be read with the span; they stand as null here. */
  long?: readonly PayloadField[];
}

/** UTF-16 units up to which a payload is encoded together with what stands around it: a call of the encoder costs more. */
const SHORT_PAYLOAD = 256;

type Write = (span: StoredSpan) => string;

/** JSON text of a text that may be absent. */
const text = (value: string | null): string => (value === null ? 'null' : JSON.stringify(value));
const millis = (value: string | null): string => (value === null ? 'null' : `"${isoMillis(value)}"`);

const VALUES: Record<Exclude<SpanField, PayloadField | 'trace_id'>, Write> = {
  id: (span) => JSON.stringify(span.id),
  parent_span_id: (span) => text(span.parent_span_id),
  name: (span) => JSON.stringify(span.name),
  kind: (span) => text(span.kind),
  start_time: (span) => millis(span.start_time),
  end_time: (span) => millis(span.end_time),
  duration_ms: (span) => String(span.duration_ms),
  tokens_input: (span) => String(span.tokens_input),
  tokens_output: (span) => String(span.tokens_output),
  model: (span) => text(span.model),
};

interface FieldWriter {
  /** The name with what stands before its value. */
  readonly name: string;
  /** Undefined for a payload. */
  readonly value: Write | undefined;
  readonly field: SpanField;
}

/** Writes spans of one trace as JSON, with some of their fields. Payloads are put in as they are stored. */
export class SpanWriter {
  private readonly fields: readonly FieldWriter[];

  /**
   * @param traceIdText JSON text of the id of the trace
   * @param values how values are written that do not stand as answers have them
   */
  constructor(
    private readonly into: TextBuffer,
    traceIdText: string,
    fields: readonly SpanField[],
    values: Partial<typeof VALUES> = {},
  ) {
    const writers: Partial<Record<SpanField, Write>> = { trace_id: () => traceIdText, ...VALUES, ...values };
    this.fields = fields.map((field, index) => ({
      name: `${index === 0 ? '' : ','}"${field}":`,
      value: writers[field],
      field,
    }));
  }

  /**
   * Writes the object of a span without its closing brace. Stops at each payload that is too long to have been read with
   * the span: the caller then adds its text.
   */
  *open(span: StoredSpan): Generator<PayloadField, void> {
    let pending = '{';
    for (const { name, value, field } of this.fields) {
      pending += name;
      if (value !== undefined) {
        pending += value(span);
      } else if (isPayload(field)) {
        const payload = span[field] ?? 'null';
        const isLong = span.long?.includes(field) === true;
        if (!isLong && payload.length <= SHORT_PAYLOAD) {
          pending += payload;
          continue;
        }
        this.into.add(pending);
        pending = '';
        if (isLong) yield field;
        else this.into.add(payload);
      }
    }
    this.into.add(pending);
  }
}
