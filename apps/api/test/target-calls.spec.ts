import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newId } from '@assay/shared/ids';
import { startTestApp, type TestApp } from './test-app';

/** What the target of a test was asked. */
interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('calls of targets', () => {
  let api: TestApp;
  const servers: Server[] = [];
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    await api.close();
  });

  /** A program under test on a free port, and what it was asked. */
  async function serve(listener: RequestListener): Promise<{ url: string; asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        asked.push({ method: request.method, headers: request.headers, body: Buffer.concat(chunks).toString() });
        listener(request, response);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/run`, asked };
  }

  const answering = (body: string, headers: Record<string, string> = {}, status = 200): RequestListener => {
    return (_, response) => response.writeHead(status, headers).end(body);
  };

  async function target(settings: object): Promise<string> {
    const body = { project_id: `p-${newId()}`, name: 'under test', type: 'http', ...settings };
    return (await api.admin.post('/v1/targets', body, 201)).body.id;
  }

  /** Calls a target for an item, as an execution would. */
  async function call(settings: object, item: object = { input: 'Where?' }): Promise<any> {
    return (await api.admin.post(`/v1/targets/${await target(settings)}/test`, item, 200)).body;
  }

  const callText = async (settings: object, item: string): Promise<string> =>
    (await api.admin.raw('post', `/v1/targets/${await target(settings)}/test`, item, 200)).text;

  describe('http', () => {
    it('sends the filled template with headers, and takes the output out of the answer', async () => {
      const { url, asked } = await serve(answering('{"answer": {"text": "Rome"}, "output": "no"}'));
      const settings = {
        url,
        method: 'PUT',
        headers: { Authorization: 'Bearer secret', 'Content-Type': 'application/vnd.x+json' },
        body_template: '{"q": {{input.question}}, "note": "for {{item_id}}"}',
        output_path: '$.answer.text',
      };
      const result = await call(settings, { input: { question: 'Capital of Italy?' } });
      expect(result).toMatchObject({ output: 'Rome', error: null, retryable: false });
      expect(result.latency_ms).toBeGreaterThan(0);
      const [sent] = asked;
      expect(sent).toMatchObject({
        method: 'PUT',
        headers: { authorization: 'Bearer secret', 'content-type': 'application/vnd.x+json' },
      });
      expect(JSON.parse(sent?.body ?? '')).toEqual({
        q: 'Capital of Italy?',
        note: expect.stringMatching(/^for [0-9a-f-]{36}$/),
      });
    });

    it('keeps values exactly, on the way out and on the way back', async () => {
      const value = '{"z":12345678901234567890,"10":0.1000,"a":[1E400,"\\u0000"]}';
      const { url, asked } = await serve(answering(`{"output": ${value}}`));
      const text = await callText({ url }, `{"input": ${value}}`);
      expect(asked[0]?.body).toBe(`{"input": ${value}}`);
      expect(text).toContain(`"output":${value}`);
    });

    it('a path that may select several values gives a list', async () => {
      const { url } = await serve(answering('{"items": [{"n": 12345678901234567890}, {"n": 2}]}'));
      expect(await callText({ url, output_path: '$.items[*].n' }, '{"input":1}')).toContain(
        '"output":[12345678901234567890,2]',
      );
    });

    it.each([['false'], ['0'], ['""'], ['[]'], ['{}']])('%s is an output', async (value) => {
      const { url } = await serve(answering(`{"output": ${value}}`));
      expect(await call({ url })).toMatchObject({ output: JSON.parse(value), error: null });
    });

    it('takes the whole answer with the path $', async () => {
      const { url } = await serve(answering('\uFEFF"Rome"'));
      expect(await call({ url, output_path: '$' })).toMatchObject({ output: 'Rome' });
    });

    it('reads tokens and cost that the answer tells', async () => {
      const { url } = await serve(answering('{"output":1,"tokens_input":12,"tokens_output":3,"cost_usd":0.00015}'));
      expect(await call({ url })).toMatchObject({ tokens_input: 12, tokens_output: 3, cost_usd: 0.00015 });
    });

    it('is not called with a body that the item makes too large', async () => {
      const { url, asked } = await serve(answering('{"output":1}'));
      const settings = { url, body_template: `"${'{{input}}'.repeat(10_000)}"` };
      const { error, retryable } = await call(settings, { input: 'x'.repeat(10_000) });
      expect(error).toMatchObject({ type: 'too_large', message: expect.stringContaining('template') });
      expect(retryable).toBe(false);
      expect(asked).toEqual([]);
    });

    it.each(['1e400', '-1', '"1"', 'null', `1${'0'.repeat(2_000)}`])(
      'passes over a cost that cannot be kept (%#)',
      async (cost) => {
        const { url } = await serve(answering(`{"output":1,"cost_usd":${cost}}`));
        expect(await call({ url })).toMatchObject({ output: 1, error: null, cost_usd: null });
      },
    );
  });

  describe('the trace of a call', () => {
    const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

    it('is told by traceparent, another one each time', async () => {
      const { url, asked } = await serve(answering('{"output":1}'));
      const id = await target({ url });
      const results = [];
      for (let count = 0; count < 2; count += 1) {
        results.push((await api.admin.post(`/v1/targets/${id}/test`, { input: 1 }, 200)).body.trace_id);
      }
      const told = asked.map(({ headers }) => /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(String(headers.traceparent)));
      expect(told.map((match) => match?.[1])).toEqual(results);
      expect(new Set(results).size).toBe(2);
    });

    it.each<[string, string, Record<string, string>]>([
      ['traceparent', '{"output":1}', { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` }],
      ['X-Trace-Id', '{"output":1}', { 'x-trace-id': TRACE }],
      ['trace_id', `{"output":1,"trace_id":"${TRACE}"}`, {}],
    ])('is the one of the answer, by %s', async (_name, body, headers) => {
      const { url } = await serve(answering(body, headers));
      expect(await call({ url })).toMatchObject({ trace_id: TRACE });
    });

    it('of a failed answer is kept too, and nonsense is passed over', async () => {
      const failing = await serve(answering('no', { 'x-trace-id': TRACE }, 500));
      expect(await call({ url: failing.url })).toMatchObject({ trace_id: TRACE, error: { type: 'http_500' } });
      const nonsense = await serve(
        answering('{"output":1,"trace_id":{"a":1}}', { traceparent: 'x', 'x-trace-id': '' }),
      );
      expect((await call({ url: nonsense.url })).trace_id).toMatch(/^[0-9a-f]{32}$/);
    });
  });

  describe('a target that fails gives an error, never an output', () => {
    it('HTML: the first 2 KB of the answer', async () => {
      const page = `<html>${'<p>error</p>'.repeat(1_000)}`;
      const { url } = await serve(answering(page, { 'content-type': 'text/html' }));
      expect(await call({ url })).toMatchObject({
        output: null,
        error: { type: 'invalid_answer', message: 'the target did not answer JSON', excerpt: page.slice(0, 2_048) },
        retryable: false,
      });
    });

    it('50 MB: cut off, with its beginning', async () => {
      const { url } = await serve((_, response) => {
        let sent = 0;
        response.writeHead(200);
        const more = (): void => {
          while (sent < 50_000_000 && response.write('x'.repeat(64_000))) sent += 64_000;
          if (sent < 50_000_000) response.once('drain', more);
          else response.end();
        };
        more();
      });
      const { error, retryable } = await call({ url });
      expect(error).toMatchObject({ type: 'too_large', message: 'the answer is larger than 10485760 bytes' });
      expect([error.excerpt, retryable]).toEqual(['x'.repeat(2_048), false]);
    });

    it('nothing', async () => {
      const { url } = await serve(answering(''));
      const { error } = await call({ url });
      expect(error).toEqual({ type: 'invalid_answer', message: 'the target answered nothing', excerpt: null });
    });

    it('a connection that is closed', async () => {
      const { url } = await serve((_, response) => response.destroy());
      expect(await call({ url })).toMatchObject({ error: { type: 'network' }, retryable: true });
    });

    it('one that hangs: timeout_ms', async () => {
      const { url } = await serve((_, response) => response.write('{"output": '));
      expect(await call({ url, timeout_ms: 100 })).toMatchObject({
        error: { type: 'timeout', message: 'no whole answer within 100 ms', excerpt: '{"output": ' },
        retryable: true,
      });
    });

    it.each([
      [400, false],
      [401, false],
      [404, false],
      [408, true],
      [429, true],
      [500, true],
      [503, true],
    ])('status %d is retryable: %s', async (status, retryable) => {
      const { url } = await serve(answering('{"output": 1}', {}, status));
      expect(await call({ url })).toMatchObject({
        output: null,
        error: { type: `http_${status}`, message: `the target answered ${status}`, excerpt: '{"output": 1}' },
        retryable,
      });
    });

    it.each(['{"result": 1}', '{"output": null}', '[]', '"text"', '12'])('no output in %s', async (body) => {
      const { url } = await serve(answering(body));
      const { error } = await call({ url });
      expect(error).toEqual({ type: 'no_output', message: 'the answer has no value at $.output', excerpt: body });
    });

    it('U+0000 and broken UTF-8 in the excerpt become U+FFFD', async () => {
      const { url } = await serve((_, response) => response.end(Buffer.from([0x61, 0x00, 0xff, 0x62])));
      expect((await call({ url })).error.excerpt).toBe('a\uFFFD\uFFFDb');
    });

    it('an answer that nests too deeply', async () => {
      const { url } = await serve(answering(`{"output": ${'['.repeat(2_000)}${']'.repeat(2_000)}}`));
      expect((await call({ url })).error).toMatchObject({ type: 'invalid_answer' });
    });

    it('a redirect to a metadata address is blocked', async () => {
      const { url } = await serve(answering('', { location: 'http://169.254.169.254/latest/' }, 307));
      expect(await call({ url })).toMatchObject({ error: { type: 'blocked' }, retryable: false });
    });
  });

  describe('private addresses', () => {
    it('are refused when the target is written and when it is called, unless the setting allows them', async () => {
      const { url, asked } = await serve(answering('{"output":1}'));
      const id = await target({ url });
      const byName = await target({ url: url.replace('127.0.0.1', 'localhost') });
      const strict = await startTestApp({ outboundPrivate: false }, { url: api.databaseUrl });
      try {
        const body = { project_id: `p-${newId()}`, name: 'n', type: 'http', url };
        const { error } = (await strict.admin.post('/v1/targets', body, 400)).body;
        expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'url' } });
        for (const each of [id, byName]) {
          const result = (await strict.admin.post(`/v1/targets/${each}/test`, { input: 1 }, 200)).body;
          expect(result.error).toMatchObject({ type: 'blocked' });
        }
        expect(asked).toEqual([]);
      } finally {
        await strict.close();
      }
    });
  });

  it('headers that were sealed with a key that is gone make the target unusable, with the reason', async () => {
    const { url, asked } = await serve(answering('{"output":1}'));
    const id = await target({ url, headers: { 'X-Key': 'secret' } });
    const other = await startTestApp({ secretKey: 'another-secret-key-0123456789-abc' }, { url: api.databaseUrl });
    try {
      const { body } = await other.admin.post(`/v1/targets/${id}/test`, { input: 1 }, 200);
      expect(body.error).toMatchObject({ type: 'unusable', message: expect.stringContaining('ASSAY_SECRET_KEY') });
      expect(asked).toEqual([]);
    } finally {
      await other.close();
    }
  });

  describe('scorer', () => {
    const scorer = { type: 'scorer', scorer: 'exact_match', config: { case_sensitive: false } };

    it('judges what stands in the input; its score is the output', async () => {
      expect(await call(scorer, { input: { output: 'PARIS', expected_output: 'Paris' } })).toMatchObject({
        output: 1,
        error: null,
        trace_id: null,
      });
      expect(await call(scorer, { input: { output: 'Rome', expected_output: 'Paris' } })).toMatchObject({ output: 0 });
    });

    it('no score is an error with the reason, as is an input without an output', async () => {
      expect((await call(scorer, { input: { output: 'Rome' } })).error).toMatchObject({ type: 'no_score' });
      expect((await call(scorer, { input: 'Rome' })).error).toMatchObject({ type: 'invalid_input' });
    });
  });

  it('400: an item without an input', async () => {
    const id = await target({ url: 'https://agent.example.com' });
    await api.admin.post(`/v1/targets/${id}/test`, {}, 400);
    await api.admin.post(`/v1/targets/${id}/test`, { input: null }, 400);
  });
});
