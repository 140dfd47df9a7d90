import { readJson } from '@assay/shared/json';
import { SpanReader } from './span-reader';

const BASE = '"id":"s","trace_id":"t","name":"n","start_time":"2026-01-01T00:00:00Z"';

/** Reads one span given as the JSON of its further fields. */
function read(fields: string): { span: ReturnType<SpanReader['read']>; fields: string[] } {
  const { spans } = readJson(`{"spans":[{${BASE}${fields === '' ? '' : `,${fields}`}}]}`) as { spans: unknown[] };
  const reader = new SpanReader();
  const span = reader.read(spans[0], 0);
  return { span, fields: reader.problems.map(({ field }) => field) };
}

describe('SpanReader', () => {
  it('keeps payloads as the text that was sent, and null as absent, however it was read', () => {
    expect(read('"input":{"a":1}').span).toMatchObject({ input: '{"a":1}', output: null });
    expect(read('"input":1e400,"output":null').span).toMatchObject({ input: '1e400', output: null });
  });

  it('takes numbers that are spelled oddly', () => {
    expect(read('"tokens_input":1e2,"tokens_output":-0,"duration_ms":1.50').span).toMatchObject({
      tokensInput: 100,
      tokensOutput: 0,
      durationMs: 1.5,
    });
  });

  it('refuses numbers that cannot be held', () => {
    expect(read('"tokens_input":12345678901234567890').fields).toEqual(['tokens_input']);
    expect(read('"duration_ms":1e999').fields).toEqual(['duration_ms']);
    expect(read('"metadata":{"a":1e999}').fields).toEqual(['metadata.a']);
    expect(read('"metadata":1e999').fields).toEqual(['metadata']);
    expect(read('"error":1e999').fields).toEqual(['error']);
  });

  it('overwrites a duration that the times contradict, whatever its size', () => {
    expect(read('"end_time":"2026-01-01T00:00:01Z","duration_ms":1e999').span?.durationMs).toBe(1000);
  });

  it('reads __proto__ in metadata as a key like any other', () => {
    expect(read('"metadata":{"__proto__":"x"}').span?.metadataText).toBe('{"__proto__":"x"}');
    expect(read('"metadata":{"__proto__":{"a":1}}').fields).toEqual(['metadata.__proto__']);
  });

  it('lists each bad span even when there are more problems than it lists in full', () => {
    const reader = new SpanReader();
    for (let index = 0; index < 5_000; index += 1) reader.read({ id: 1, name: 2 }, index);
    const indexes = new Set(reader.problems.map(({ index }) => index));
    expect(indexes.size).toBe(5_000);
    expect(reader.problems.length).toBeLessThan(6_001);
  });

  it('shows ids and keys cut and well-formed', () => {
    const reader = new SpanReader();
    reader.read({ id: `${'x'.repeat(511)}\u{1F600}`, metadata: { ['k'.repeat(1_000)]: {} } }, 0);
    expect(reader.problems[0].span_id).toHaveLength(512);
    expect(reader.problems.every(({ span_id: id, field }) => id?.isWellFormed() && field.length < 200)).toBe(true);
  });
});
