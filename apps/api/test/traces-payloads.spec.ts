import { newProject } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

describe('payloads of spans', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
  /** Sends a span whose input and output are given as JSON text, which no serialiser has touched. */
  const send = (project: string, value: string, status: number) =>
    api.admin.raw(
      'post',
      '/v1/traces/ingest',
      `{"project_id":"${project}","spans":[{"id":"s","trace_id":"t","name":"n","start_time":"2026-01-01T00:00:00Z","input":${value},"output":[${value}]}]}`,
      status,
    );

  describe('come back exactly', () => {
    it.each([
      ['zero', '0'],
      ['false', 'false'],
      ['an empty string', '""'],
      ['an empty list', '[]'],
      ['an empty object', '{}'],
      ['U+0000', '"\\u0000"'],
      ['a lone surrogate', '"\\ud800"'],
      ['an astral character', '"\u{1F600}"'],
      ['a 64-bit integer', '9223372036854775807'],
      ['beyond 64 bits', '123456789012345678901234567890'],
      ['a long decimal', '0.1000000000000000055511151231257827021181583404541015625'],
      ['beyond doubles', '1e400'],
      ['-0', '-0'],
      ['a small exponent', '1e-400'],
      ['__proto__', '{"__proto__":{"a":1},"constructor":2}'],
      ['the order of keys', '{"z":1,"10":2,"2":3}'],
      ['quotes and backslashes', '"\\"\\\\ \\n"'],
    ])('%s', async (_name, value) => {
      const project = newProject();
      await send(project, value, 201);
      const { text } = await api.admin.get(`/v1/traces/t?project_id=${project}`);
      expect(text).toContain(`"input":${value},"output":[${value}],`);
      await api.admin.post(`/v1/traces/t/queue?project_id=${project}`, {}, 200);
      expect((await api.admin.get(`/v1/queue?project_id=${project}`)).text).toContain(
        `"input":${value},"output":[${value}],`,
      );
    });

    it('nesting to 1,000 levels of the value itself', async () => {
      const project = newProject();
      await send(project, nested(999), 201);
      expect((await api.admin.get(`/v1/traces/t?project_id=${project}`)).text).toContain(`"output":[${nested(999)}]`);
    });

    it('a payload of a megabyte', async () => {
      const project = newProject();
      const value = JSON.stringify('日本"\\\n'.repeat(150_000));
      await send(project, value, 201);
      expect((await api.admin.get(`/v1/traces/t?project_id=${project}`)).text).toContain(`"input":${value},`);
    });

    it('of duplicate keys the last wins', async () => {
      const project = newProject();
      await send(project, '{"a":1,"b":2,"a":3}', 201);
      expect((await api.admin.get(`/v1/traces/t?project_id=${project}`)).body.spans[0].input).toEqual({ a: 3, b: 2 });
    });

    it('null means absent, next to a value that is read exactly too', async () => {
      const project = newProject();
      await send(project, 'null', 201);
      await api.admin.raw(
        'post',
        '/v1/traces/ingest',
        `{"project_id":"${project}","spans":[{"id":"x","trace_id":"x","name":"n","start_time":"2026-01-01T00:00:00Z","input":null,"output":1e400}]}`,
        201,
      );
      const { items } = (await api.admin.get(`/v1/traces?project_id=${project}`)).body;
      expect(items.map((item: any) => item.root_span.input_preview)).toEqual([null, null]);
    });
  });

  it('400: nesting beyond 1,000 levels', async () => {
    expect((await send(newProject(), nested(1_001), 400)).body.error.code).toBe('INVALID_REQUEST');
  });

  describe('previews', () => {
    it.each([
      ['a string: its content', '"plain \\"text\\""', 'plain "text"'],
      ['any other value: its JSON', '{"a":[1,"x"]}', '{"a":[1,"x"]}'],
      ['the first 200 characters', JSON.stringify('x'.repeat(500)), 'x'.repeat(200)],
      ['a pair of surrogates is never split', JSON.stringify('\u{1F600}'.repeat(300)), '\u{1F600}'.repeat(200)],
      ['also behind an odd character', JSON.stringify(`x${'\u{1F600}'.repeat(300)}`), `x${'\u{1F600}'.repeat(199)}`],
      ['U+0000 and lone surrogates become U+FFFD', '"a\\u0000b\\ud800c"', 'a\ufffdb\ufffdc'],
      ['numbers beyond doubles', '1e400', '1e400'],
    ])('%s', async (_name, value, expected) => {
      const project = newProject();
      await send(project, value, 201);
      expect((await api.admin.get(`/v1/traces?project_id=${project}`)).body.items[0].root_span.input_preview).toBe(
        expected,
      );
    });
  });
});
