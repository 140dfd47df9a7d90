import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { exportBytes } from '../bench/otlp-encoding';
import { fieldChanges } from './binary-changes';
import { byteChanges } from './byte-changes';
import { valueChanges, wrappings } from './json-changes';
import { transports } from './transport';

/** A request of the fuzzer. */
export interface FuzzRequest {
  readonly encoding: 'json' | 'protobuf';
  readonly bytes: Buffer;
  readonly headers: Record<string, string>;
}

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
const PROJECTS = 20;
/** Projects named here and there, most of them impossible. */
const ODD_PROJECTS = ['', '..', 'x'.repeat(200), 'caf\u00e9', 'a/b', '%00'];

/** The requests that are changed: published vectors of every convention, each as it should be sent. */
export function seedRequests(root: string): object[] {
  const file = join(root, 'libs', 'traces', 'otlp', 'fixtures', 'vectors.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { request: object }[]).map(({ request }) => request);
}

type Rewrite = (body: Buffer) => Buffer;

const none: fc.Arbitrary<Rewrite> = fc.constant((body) => body);
const binary: fc.Arbitrary<Rewrite> = fc.oneof(
  { weight: 7, arbitrary: fieldChanges },
  { weight: 3, arbitrary: byteChanges },
  {
    weight: 1,
    arbitrary: fc.tuple(fieldChanges, byteChanges).map(
      ([first, then]) =>
        (body: Buffer) =>
          then(first(body)),
    ),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => () => Buffer.from(bytes)) },
  { weight: 1, arbitrary: none },
);
const json: fc.Arbitrary<Rewrite> = fc.oneof(
  { weight: 9, arbitrary: valueChanges },
  { weight: 3, arbitrary: byteChanges },
  { weight: 1, arbitrary: wrappings },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }).map((text) => () => Buffer.from(text)) },
  { weight: 1, arbitrary: none },
);

const project = fc.oneof(
  { weight: 30, arbitrary: fc.nat(PROJECTS - 1).map((index) => `fuzz-${index}`) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD_PROJECTS) },
);

/** Changed OTLP requests of both encodings, each in some transport, to one of a few projects. */
export function fuzzRequests(seeds: readonly object[]): fc.Arbitrary<FuzzRequest> {
  const of = (
    encoding: FuzzRequest['encoding'],
    bodies: readonly Buffer[],
    rewrites: fc.Arbitrary<Rewrite>,
    types: [string, string],
  ): fc.Arbitrary<FuzzRequest> =>
    fc
      .tuple(fc.constantFrom(...bodies), rewrites, transports(...types), project)
      .map(([body, rewrite, wrap, projectId]) => {
        const { bytes, headers } = wrap(rewrite(body));
        return { encoding, bytes, headers: { ...headers, 'x-project-id': projectId } };
      });
  return fc.oneof(
    of('protobuf', seeds.map(exportBytes), binary, [PROTOBUF_TYPE, JSON_TYPE]),
    of(
      'json',
      seeds.map((seed) => Buffer.from(JSON.stringify(seed))),
      json,
      [JSON_TYPE, PROTOBUF_TYPE],
    ),
  );
}
