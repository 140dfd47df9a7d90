/** A message of OTLP/JSON. */
type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, value);
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
}

const tag = (field: number, type: number): Buffer => varint(BigInt(field * 8 + type));

function bytesField(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([tag(field, BYTES), varint(BigInt(bytes.length)), bytes]);
}

function textField(field: number, text: string | undefined): Buffer {
  return text === undefined || text === '' ? Buffer.alloc(0) : bytesField(field, Buffer.from(text));
}

function hexField(field: number, hex: string | undefined): Buffer {
  return hex === undefined || hex === '' ? Buffer.alloc(0) : bytesField(field, Buffer.from(hex, 'hex'));
}

function wholeField(field: number, value: number | undefined): Buffer {
  return value === undefined ? Buffer.alloc(0) : Buffer.concat([tag(field, VARINT), varint(BigInt(value))]);
}

function nanosField(field: number, value: string | number | undefined): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value ?? 0));
  return Buffer.concat([tag(field, FIXED64), bytes]);
}

function listField(field: number, list: Json[] | undefined, encode: (entry: Json) => Buffer): Buffer {
  return Buffer.concat((list ?? []).map((entry) => bytesField(field, encode(entry))));
}

function valueOf(value: Json): Buffer {
  if (value.stringValue !== undefined) return bytesField(1, Buffer.from(value.stringValue));
  if (value.boolValue !== undefined) return wholeField(2, value.boolValue ? 1 : 0);
  if (value.intValue !== undefined) return Buffer.concat([tag(3, VARINT), varint(BigInt(value.intValue))]);
  if (value.doubleValue !== undefined) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(Number(value.doubleValue));
    return Buffer.concat([tag(4, FIXED64), bytes]);
  }
  if (value.arrayValue !== undefined) return bytesField(5, listField(1, value.arrayValue.values, valueOf));
  if (value.kvlistValue !== undefined) return bytesField(6, listField(1, value.kvlistValue.values, attributeOf));
  if (value.bytesValue !== undefined) return bytesField(7, Buffer.from(value.bytesValue, 'base64'));
  return Buffer.alloc(0);
}

function attributeOf({ key, value }: Json): Buffer {
  return Buffer.concat([textField(1, key), bytesField(2, valueOf(value ?? {}))]);
}

function eventOf(event: Json): Buffer {
  return Buffer.concat([
    nanosField(1, event.timeUnixNano),
    textField(2, event.name),
    listField(3, event.attributes, attributeOf),
  ]);
}

function spanOf(span: Json): Buffer {
  const status = Buffer.concat([textField(2, span.status?.message), wholeField(3, span.status?.code)]);
  return Buffer.concat([
    hexField(1, span.traceId),
    hexField(2, span.spanId),
    hexField(4, span.parentSpanId),
    textField(5, span.name),
    wholeField(6, span.kind),
    nanosField(7, span.startTimeUnixNano),
    nanosField(8, span.endTimeUnixNano),
    listField(9, span.attributes, attributeOf),
    listField(11, span.events, eventOf),
    bytesField(15, status),
  ]);
}

function scopeSpansOf({ scope, spans }: Json): Buffer {
  return Buffer.concat([bytesField(1, textField(1, scope?.name)), listField(2, spans, spanOf)]);
}

function resourceSpansOf({ resource, scopeSpans }: Json): Buffer {
  const encoded = listField(1, resource?.attributes, attributeOf);
  return Buffer.concat([bytesField(1, encoded), listField(2, scopeSpans, scopeSpansOf)]);
}

/** The same `ExportTraceServiceRequest` in protobuf; an encoder of its own, beside the one whose output is received. */
export function exportBytes(request: object): Buffer {
  return listField(1, (request as Json).resourceSpans, resourceSpansOf);
}
