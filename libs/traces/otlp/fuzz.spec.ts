import fc from 'fast-check';
import { decodeJson, decodeProtobuf, exportResponse, OtlpDecodeError, type OtlpRequest, translateRequest } from '.';
import { protobufOf } from './fixtures/requests';
import vectors from './fixtures/vectors.json';

const RUNS = 400;
const JSON_BODIES = vectors.map(({ request }) => JSON.stringify(request));
const BINARY_BODIES = vectors.map(({ request }) => protobufOf(request));

/** Decoding gives a result or a decode error, and every result can be translated and answered. */
function survives(decode: () => OtlpRequest): void {
  let request: OtlpRequest;
  try {
    request = decode();
  } catch (error) {
    expect(error).toBeInstanceOf(OtlpDecodeError);
    return;
  }
  const result = translateRequest(request);
  for (const { spans } of result.projects) {
    for (const { input, output, metadataText, error, name, model } of spans) {
      for (const text of [input, output, metadataText, error]) if (text !== null) JSON.parse(text);
      for (const text of [name, model, metadataText]) expect(text ?? '').not.toContain('\u0000');
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(1_024);
    }
  }
  exportResponse('protobuf', result);
  exportResponse('json', result);
}

const edits = fc.array(
  fc.record({ at: fc.nat(), kind: fc.constantFrom('set', 'remove', 'insert', 'repeat'), byte: fc.nat(255) }),
  { minLength: 1, maxLength: 12 },
);

function edited(body: Uint8Array, changes: { at: number; kind: string; byte: number }[]): Buffer {
  const bytes = [...body];
  for (const { at, kind, byte } of changes) {
    const place = at % (bytes.length + 1);
    if (kind === 'set') bytes[place] = byte;
    else if (kind === 'remove') bytes.splice(place, 1 + (byte % 8));
    else if (kind === 'insert') bytes.splice(place, 0, byte);
    else bytes.splice(place, 0, ...bytes.slice(place, place + byte));
  }
  return Buffer.from(bytes);
}

/** A JSON text in which some values are others. */
const strange = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, {}, [], '', -1, 1e400, '9223372036854775808', '\ud800', { arrayValue: null }, [[[]]]),
);

function replaced(value: any, path: number[], by: unknown): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[path[0] % keys.length];
  const copy = Array.isArray(value) ? [...value] : { ...value };
  (copy as any)[key] = replaced(value[key], path.slice(1), by);
  return copy;
}

describe('whatever is sent', () => {
  it('in binary, edited: decodes or is refused', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BINARY_BODIES), edits, (body, changes) => {
        survives(() => decodeProtobuf(edited(body, changes)));
      }),
      { numRuns: RUNS },
    );
  });

  it('in binary, at random: decodes or is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (body) => survives(() => decodeProtobuf(body))),
      { numRuns: RUNS },
    );
  });

  it('as JSON text, edited: decodes or is refused', () => {
    fc.assert(
      fc.property(fc.constantFrom(...JSON_BODIES), edits, (body, changes) => {
        survives(() => decodeJson(edited(Buffer.from(body), changes).toString('utf8')));
      }),
      { numRuns: RUNS },
    );
  });

  it('as JSON with strange values: decodes or is refused', () => {
    const path = fc.array(fc.nat(30), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors),
        fc.array(fc.tuple(path, strange), { minLength: 1, maxLength: 4 }),
        (vector, changes) => {
          const body = changes.reduce<unknown>((value, [place, by]) => replaced(value, place, by), vector.request);
          survives(() => decodeJson(JSON.stringify(body)));
        },
      ),
      { numRuns: RUNS },
    );
  });
});
