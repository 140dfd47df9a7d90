import type { AnyValue } from '../any-value';
import { type Attributes, NO_ATTRIBUTES, type OtlpEvent, type OtlpRequest, type OtlpSpan } from '../otlp-span';
import { OBJECT_PARTS } from './budget';
import { OtlpDecodeError, SpanDecodeError } from './decode-error';
import { BudgetedReader, readAttribute, readMessage } from './protobuf-values';
import { RequestBuilder } from './request-builder';
import { WIRE, WireError } from './wire-reader';

/**
 * Decodes an `ExportTraceServiceRequest` in binary form. Written against the wire format and not through the generated
 * code, for two reasons: a span that cannot be read is rejected alone, with the others of its request kept; and it takes
 * less than half of the time. Field numbers are those of `proto/otlp.proto`; a test compares the two.
 *
 * @param bytes - the body, decompressed
 * @throws {OtlpDecodeError} when the envelope down to the boundaries of the spans is not in the wire format
 */
export function decodeProtobuf(bytes: Uint8Array): OtlpRequest {
  const reader = new BudgetedReader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const builder = new RequestBuilder();
  try {
    while (reader.next()) {
      if (reader.is(1, WIRE.bytes)) readResourceSpans(reader, builder);
      else reader.skip();
    }
  } catch (error) {
    throw asDecodeError(error);
  }
  return builder.request();
}

function asDecodeError(error: unknown): unknown {
  const isFormat = error instanceof WireError || error instanceof SpanDecodeError;
  return isFormat ? new OtlpDecodeError(`The body is not a trace export request: ${error.message}`) : error;
}

function readResourceSpans(reader: BudgetedReader, builder: RequestBuilder): void {
  // A sender may write the resource after the spans, so it is looked for first.
  const bounds = reader.bounds();
  let resource: Attributes = NO_ATTRIBUTES;
  readMessage(reader, () => {
    if (!reader.is(1, WIRE.bytes)) return false;
    const found = new Map<string, AnyValue>();
    readMessage(reader, () => readAttribute(reader, 1, found));
    resource = found;
    return true;
  });
  reader.seek(bounds);
  builder.resource(resource);
  readMessage(reader, () => {
    if (!reader.is(2, WIRE.bytes)) return false;
    readScopeSpans(reader, builder);
    return true;
  });
}

function readScopeSpans(reader: BudgetedReader, builder: RequestBuilder): void {
  const bounds = reader.bounds();
  let scopeName = '';
  readMessage(reader, () => {
    if (!reader.is(1, WIRE.bytes)) return false;
    readMessage(reader, () => {
      if (!reader.is(1, WIRE.bytes)) return false;
      scopeName = reader.text();
      return true;
    });
    return true;
  });
  reader.seek(bounds);
  builder.scope(scopeName);
  readMessage(reader, () => {
    if (!reader.is(2, WIRE.bytes)) return false;
    readOneSpan(reader, builder);
    return true;
  });
}

/** Reads a span; when that fails it is rejected and the reader goes on after it. */
function readOneSpan(reader: BudgetedReader, builder: RequestBuilder): void {
  reader.budget.spend(OBJECT_PARTS);
  const outer = reader.enter();
  const [, end] = reader.bounds();
  try {
    builder.span(readSpan(reader));
  } catch (error) {
    if (!(error instanceof WireError || error instanceof SpanDecodeError)) throw error;
    builder.reject(error instanceof WireError ? `cannot be decoded as a span: ${error.message}` : error.message);
  }
  reader.seek([end, end]);
  reader.leave(outer);
}

type Draft = { -readonly [Key in keyof OtlpSpan]: OtlpSpan[Key] } & {
  attributes: Map<string, AnyValue>;
  events: OtlpEvent[];
};

function readSpan(reader: BudgetedReader): OtlpSpan {
  const span: Draft = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startNanos: 0n,
    endNanos: 0n,
    attributes: new Map(),
    events: [],
    statusCode: 0,
    statusMessage: '',
    droppedAttributesCount: 0,
  };
  while (reader.next()) {
    if (reader.field === 9) {
      if (!readAttribute(reader, 9, span.attributes)) reader.skip();
    } else if (!readSpanField(reader, span)) {
      reader.skip();
    }
  }
  return span;
}

function readSpanField(reader: BudgetedReader, span: Draft): boolean {
  // Number and wire type in one, as on the wire.
  switch (reader.field * 8 + reader.wireType) {
    case 1 * 8 + WIRE.bytes:
      span.traceId = reader.hex();
      return true;
    case 2 * 8 + WIRE.bytes:
      span.spanId = reader.hex();
      return true;
    case 4 * 8 + WIRE.bytes:
      span.parentSpanId = reader.hex();
      return true;
    case 5 * 8 + WIRE.bytes:
      span.name = reader.text();
      return true;
    case 6 * 8 + WIRE.varint:
      span.kind = reader.varint();
      return true;
    case 7 * 8 + WIRE.fixed64:
      span.startNanos = reader.fixed64();
      return true;
    case 8 * 8 + WIRE.fixed64:
      span.endNanos = reader.fixed64();
      return true;
    case 10 * 8 + WIRE.varint:
      span.droppedAttributesCount = reader.varint();
      return true;
    case 11 * 8 + WIRE.bytes:
      span.events.push(readEvent(reader));
      return true;
    case 15 * 8 + WIRE.bytes:
      readStatus(reader, span);
      return true;
    default:
      return false;
  }
}

function readEvent(reader: BudgetedReader): OtlpEvent {
  reader.budget.spend(OBJECT_PARTS);
  const event = { name: '', timeNanos: 0n, attributes: new Map<string, AnyValue>() };
  readMessage(reader, () => {
    if (reader.is(1, WIRE.fixed64)) event.timeNanos = reader.fixed64();
    else if (reader.is(2, WIRE.bytes)) event.name = reader.text();
    else return readAttribute(reader, 3, event.attributes);
    return true;
  });
  return event;
}

function readStatus(reader: BudgetedReader, span: Draft): void {
  readMessage(reader, () => {
    if (reader.is(2, WIRE.bytes)) span.statusMessage = reader.text();
    else if (reader.is(3, WIRE.varint)) span.statusCode = reader.varint();
    else return false;
    return true;
  });
}
