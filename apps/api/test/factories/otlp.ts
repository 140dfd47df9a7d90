import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportBytes } from '../../../../tools/bench/otlp-encoding';
import type { TestApp } from '../test-app';

/** An answer of the receiver, its body to the byte. */
export interface OtlpAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: Record<string, string | undefined>;
  readonly bytes: Buffer;
}

/** How a request is written in an encoding, and what its answers are called. */
export const ENCODINGS = {
  JSON: { type: 'application/json', encode: (request: object): Buffer => Buffer.from(JSON.stringify(request)) },
  protobuf: { type: 'application/x-protobuf', encode: exportBytes },
} as const;

/** The name of an encoding. */
export type EncodingName = keyof typeof ENCODINGS;

const START = 1_767_225_600_000_000_000n;

/** Ids of a trace and of a span that no other test uses. */
export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

/** A valid span of OTLP/JSON; a test names what it is about. */
export function otlpSpan(fields: Record<string, unknown> = {}): Record<string, any> {
  return {
    traceId: newTraceId(),
    spanId: newSpanId(),
    name: 'work',
    kind: 1,
    startTimeUnixNano: String(START),
    endTimeUnixNano: String(START + 1_250_000_000n),
    attributes: [],
    ...fields,
  };
}

/** A value as a test writes it: bigints are `intValue`, numbers `doubleValue`, objects `kvlistValue`, null the empty value. */
export type Plain = null | string | boolean | number | bigint | Uint8Array | Plain[] | { [key: string]: Plain };

function anyValue(value: Plain): object {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') return { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: attributes(value) } };
}

/** Attributes of OTLP/JSON from plain values. */
export function attributes(values: Record<string, Plain>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** A request of spans that come from one resource. */
export function exportOf(spans: object[], resource: Record<string, string> = {}): { resourceSpans: object[] } {
  return {
    resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: { name: 's' }, spans }] }],
  };
}

/** Sends bytes to the receiver, as the admin unless `headers` say otherwise. */
export async function postBytes(
  api: TestApp,
  bytes: Buffer | string,
  headers: Record<string, string>,
): Promise<OtlpAnswer> {
  const answer = await api.admin
    .begin('post', '/v1/traces')
    .set(headers)
    .serialize((body: unknown) => body as string)
    .buffer(true)
    .parse((from, done) => {
      const chunks: Buffer[] = [];
      from.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => done(null, Buffer.concat(chunks)));
    })
    .send(bytes);
  const answered = answer.headers as Record<string, string>;
  return { status: answer.status, type: answered['content-type'], headers: answered, bytes: answer.body as Buffer };
}

/** Sends a request in an encoding. */
export function postExport(
  api: TestApp,
  encoding: EncodingName,
  request: object,
  headers: Record<string, string> = {},
): Promise<OtlpAnswer> {
  const { type, encode } = ENCODINGS[encoding];
  return postBytes(api, encode(request), { 'content-type': type, ...headers });
}

/** A published vector: a request, the span that it must become, and the request as another encoder writes it. */
export interface Vector {
  readonly id: string;
  readonly request: { resourceSpans: { scopeSpans: { spans: Record<string, any>[] }[] }[] };
  readonly expect: Record<string, any>;
  readonly protobuf_base64: string;
}

const VECTORS = join(__dirname, '..', '..', '..', '..', 'libs', 'traces', 'otlp', 'fixtures', 'vectors.json');

/** The published vectors. */
export const vectors = JSON.parse(readFileSync(VECTORS, 'utf8')) as Vector[];
