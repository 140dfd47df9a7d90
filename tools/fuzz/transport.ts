import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { byteChanges } from './byte-changes';

const MIB = 1024 * 1024;
const BOMBS_MIB = [5, 25, 100];
/** Inflated they are a few hundred times as large, valid JSON at first and beyond the default limit at last. */
const bombs = BOMBS_MIB.map((mib) => gzipSync(Buffer.alloc(mib * MIB, ' '), { level: 9 }));

/** How a body travels: its bytes and what the headers say of them. */
export interface Wrapped {
  readonly bytes: Buffer;
  readonly headers: Record<string, string>;
}

/** Puts a body into its transport. */
export type Wrap = (body: Buffer) => Wrapped;

const coded =
  (coding: string, encode: (body: Buffer) => Buffer): Wrap =>
  (body) => ({
    bytes: encode(body),
    headers: { 'content-encoding': coding },
  });
const same = (body: Buffer): Buffer => body;
const plain: Wrap = (body) => ({ bytes: body, headers: {} });

/** Codings that are right, wrong, broken, double, unknown, and those that grow beyond every limit. */
const codings: fc.Arbitrary<Wrap> = fc.oneof(
  { weight: 150, arbitrary: fc.constant(plain) },
  {
    weight: 50,
    arbitrary: fc.constantFrom(
      coded('gzip', gzipSync),
      coded('GZIP', gzipSync),
      coded('deflate', deflateSync),
      coded('identity', same),
      coded('gzip', (body) => Buffer.concat([gzipSync(body.subarray(0, 9)), gzipSync(body.subarray(9))])),
    ),
  },
  {
    weight: 20,
    arbitrary: fc.constantFrom(
      coded('gzip', same),
      coded('deflate', deflateRawSync),
      coded('gzip', deflateSync),
      coded('gzip', (body) => gzipSync(gzipSync(body))),
      coded('gzip, gzip', (body) => gzipSync(gzipSync(body))),
      coded('br', same),
      coded('x'.repeat(500), same),
      coded('', same),
    ),
  },
  {
    weight: 25,
    arbitrary: fc
      .tuple(fc.constantFrom(['gzip', gzipSync] as const, ['deflate', deflateSync] as const), byteChanges)
      .map(([[coding, encode], change]) => coded(coding, (body) => change(encode(body)))),
  },
  { weight: 1, arbitrary: fc.constantFrom(...bombs).map((bomb) => coded('gzip', () => bomb)) },
);

const WRONG_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json-seq',
  'APPLICATION/JSON ;charset=latin1',
  'application/x-protobuf; messageType="x"',
  'application/grpc',
  '/',
  '',
];

/** How bodies travel. `type` is the media type that fits them; now and then another one, or none, is named. */
export function transports(type: string, otherType: string): fc.Arbitrary<Wrap> {
  const types = fc.oneof(
    { weight: 40, arbitrary: fc.constant<string | undefined>(type) },
    { weight: 2, arbitrary: fc.constant<string | undefined>(otherType) },
    { weight: 2, arbitrary: fc.constantFrom<string | undefined>(...WRONG_TYPES, undefined) },
  );
  return fc.tuple(types, codings).map(([named, wrap]) => (body) => {
    const { bytes, headers } = wrap(body);
    return { bytes, headers: named === undefined ? headers : { 'content-type': named, ...headers } };
  });
}
