import { Database } from '@assay/database';
import { ChatClient, ProviderError } from '@assay/providers';
import { newId } from '@assay/shared/ids';
import {
  answersBytes,
  choosesNothing,
  fails,
  FakeOpenAi,
  filtersContent,
  hangs,
  hangsUp,
  limitsRate,
  refuses,
  says,
} from '@assay/testing';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';
import { testConfig } from './test-config';

const MESSAGES = [{ role: 'user', content: 'Capital of France?' }];

describe('the provider of a project', () => {
  let api: TestApp;
  let fake: FakeOpenAi;

  beforeAll(async () => {
    [api, fake] = await Promise.all([startTestApp({ outboundPrivate: true }), FakeOpenAi.start()]);
  });

  beforeEach(() => fake.reset());

  afterAll(async () => {
    await Promise.all([api.close(), fake.close()]);
  });

  const setUp = async (more: object = {}): Promise<string> => {
    const projectId = `llm-${newId()}`;
    await api.admin.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl, model: 'm', ...more });
    return projectId;
  };
  const ask = (projectId: string, more: object = {}) =>
    api.app.get(ChatClient).complete(projectId, { messages: MESSAGES, maxAttempts: 1, ...more });
  const failure = async (projectId: string, more: object = {}): Promise<ProviderError> => {
    const error: unknown = await ask(projectId, more).catch((thrown: unknown) => thrown);
    if (error instanceof ProviderError) return error;
    throw new Error('the call did not fail as a provider does', { cause: error });
  };

  describe('PUT, GET and DELETE /v1/projects/:id/provider', () => {
    it('200: sets the whole of it, shows it without the key, and removes it', async () => {
      const projectId = `llm-${newId()}`;
      const key = 'sk-very-secret-0123456789';
      const prices = { m: { input: 0.15, output: 0.6 } };
      const sent = { base_url: `${fake.baseUrl}/`, api_key: key, model: ' m ', max_concurrency: 3, prices };
      const made = await api.admin.put(`/v1/projects/${projectId}/provider`, sent);
      expect(made.body).toEqual({
        project_id: projectId,
        source: 'project',
        base_url: fake.baseUrl,
        has_api_key: true,
        model: 'm',
        max_concurrency: 3,
        requests_per_minute: 0,
        timeout_ms: 60_000,
        prices,
        created_at: expect.any(String) as string,
        updated_at: made.body.created_at as string,
      });
      expect((await api.admin.get(`/v1/projects/${projectId}/provider`)).body).toEqual(made.body);
      expect(made.text).not.toContain(key);

      const again = await api.admin.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl });
      expect(again.body).toMatchObject({ has_api_key: false, model: null, max_concurrency: 8, prices: {} });
      expect(again.body.created_at).toBe(made.body.created_at);

      expect((await api.admin.delete(`/v1/projects/${projectId}/provider`)).body).toEqual({
        deleted: true,
        id: projectId,
      });
      expect((await api.admin.get(`/v1/projects/${projectId}/provider`)).body).toMatchObject({
        source: 'none',
        base_url: null,
      });
      expect((await api.admin.delete(`/v1/projects/${projectId}/provider`, 404)).body.error.code).toBe('NOT_FOUND');
    });

    it('the key is encrypted at rest, and sent as a bearer token', async () => {
      const key = 'sk-very-secret-0123456789';
      const projectId = await setUp({ api_key: key });
      const { rows } = await api.app
        .get(Database)
        .run<{ row: string }>('SELECT v::text AS row FROM providers v WHERE v.project_id = $1', [projectId]);
      expect(rows).toHaveLength(1);
      expect(rows[0].row).not.toContain(key);
      await ask(projectId);
      expect(fake.requests[0].headers.authorization).toBe(`Bearer ${key}`);
    });

    it('a key of the project may set it, one to read may only look, one of another project finds nothing', async () => {
      const projectId = await setUp();
      const [writer, reader] = [await api.clientOf(projectId), await api.clientOf(projectId, 'read')];
      const stranger = await api.clientOf(`llm-${newId()}`);
      await writer.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl });
      expect((await reader.get(`/v1/projects/${projectId}/provider`)).body.source).toBe('project');
      await reader.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl }, 403);
      await reader.delete(`/v1/projects/${projectId}/provider`, 403);
      await stranger.get(`/v1/projects/${projectId}/provider`, 404);
      await stranger.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl }, 404);
      await stranger.delete(`/v1/projects/${projectId}/provider`, 404);
    });

    it.each([
      ['base_url', {}],
      ['base_url', { base_url: 'not a URL' }],
      ['base_url', { base_url: 'ftp://example.com' }],
      ['base_url', { base_url: 'https://user:pass@example.com' }],
      ['base_url', { base_url: 'https://example.com/v1?x=1' }],
      ['base_url', { base_url: 'http://169.254.169.254/v1' }],
      ['api_key', { base_url: 'https://example.com', api_key: 'two words' }],
      ['api_key', { base_url: 'https://example.com', api_key: 'line\nbreak' }],
      ['max_concurrency', { base_url: 'https://example.com', max_concurrency: 0 }],
      ['timeout_ms', { base_url: 'https://example.com', timeout_ms: 1 }],
      ['prices.m.input', { base_url: 'https://example.com', prices: { m: { input: -1, output: 1 } } }],
    ])('400: %s of %j', async (field, body) => {
      const { body: answer } = await api.admin.put(`/v1/projects/llm-${newId()}/provider`, body, 400);
      expect(answer.error.code).toBe('INVALID_REQUEST');
      expect(answer.error.details.errors[0].field).toBe(field);
    });

    it('404: no such project to show, or an id that no project can have', async () => {
      await api.admin.get(`/v1/projects/${NOTHING}/provider`, 404);
      await api.admin.put(`/v1/projects/${encodeURIComponent('a\u0007')}/provider`, { base_url: fake.baseUrl }, 404);
    });

    it('422: without ASSAY_SECRET_KEY a key is refused in production', async () => {
      const config = { ...testConfig(), secretKey: undefined, mode: 'production' as const };
      const bare = await startTestApp(config);
      try {
        const body = { base_url: 'https://example.com/v1', api_key: 'sk-1' };
        const { body: answer } = await bare.admin.put('/v1/projects/p/provider', body, 422);
        expect(answer.error.code).toBe('SECRET_KEY_MISSING');
        await bare.admin.put('/v1/projects/p/provider', { base_url: 'https://example.com/v1' });
      } finally {
        await bare.close();
      }
    });
  });

  describe('asking it', () => {
    it('gives the text, model, tokens and cost', async () => {
      const projectId = await setUp({ prices: { m: { input: 1, output: 2 } } });
      fake.reply(says('Paris', { usage: { input: 10, output: 5 }, model: 'm-2026-01-01' }));
      expect(await ask(projectId)).toEqual({
        text: 'Paris',
        model: 'm-2026-01-01',
        tokensInput: 10,
        tokensOutput: 5,
        costUsd: '0.00002',
        finishReason: 'stop',
      });
    });

    it.each([
      ['rejected', fails(401)],
      ['rejected', fails(400)],
      ['server', fails(500)],
      ['rate_limited', limitsRate('7')],
      ['malformed', answersBytes('{"choices": [')],
      ['malformed', answersBytes('<html>nope</html>')],
      ['malformed', answersBytes('')],
      ['network', says('Paris', { cutAfter: 0 })],
      ['network', hangsUp()],
      ['refused', refuses()],
      ['filtered', filtersContent()],
      ['empty', choosesNothing()],
      ['too_large', answersBytes('x'.repeat(5 * 1024 * 1024))],
    ])('%s: a provider that misbehaves (%#)', async (kind, reply) => {
      const projectId = await setUp();
      fake.reply(reply);
      const error = await failure(projectId);
      expect(error.kind).toBe(kind);
      expect(error.excerpt?.length ?? 0).toBeLessThanOrEqual(2_048);
    });

    it('Retry-After is told, an answer that never comes is a timeout', async () => {
      const projectId = await setUp({ timeout_ms: 100 });
      fake.reply(limitsRate('7'), hangs());
      expect((await failure(projectId)).retryAfterMs).toBe(7_000);
      expect((await failure(projectId)).kind).toBe('timeout');
    });

    it('trouble that may pass is waited out, other trouble is not', async () => {
      const projectId = await setUp();
      fake.reply(fails(503), limitsRate('0'), says('Paris'), fails(400), says('unused'));
      expect((await ask(projectId, { maxAttempts: 3 })).text).toBe('Paris');
      expect(fake.requests).toHaveLength(3);
      expect((await failure(projectId, { maxAttempts: 3 })).kind).toBe('rejected');
      expect(fake.requests).toHaveLength(4);
    });

    it('a field that the model refuses is left out, and not sent again', async () => {
      const projectId = await setUp();
      const refusal = { error: { message: "Unsupported parameter: 'response_format'", param: 'response_format' } };
      fake.reply(answersBytes(JSON.stringify(refusal), { status: 400 }), says('Paris'), says('Lyon'));
      const more = { responseFormat: { type: 'json_schema' }, seed: 7 };
      expect((await ask(projectId, more)).text).toBe('Paris');
      expect((await ask(projectId, more)).text).toBe('Lyon');
      const sent = fake.requests.map(({ body }) => 'response_format' in body);
      expect(sent).toEqual([true, false, false]);
      expect(fake.requests[2].body).toMatchObject({ seed: 7 });
    });

    it('no more calls are open at once than max_concurrency', async () => {
      const projectId = await setUp({ max_concurrency: 4 });
      const gate = Promise.withResolvers<void>();
      fake.answerBy(() => says('Paris', { after: gate.promise }));
      const asked = Array.from({ length: 60 }, () => ask(projectId));
      await fake.received(4);
      gate.resolve();
      await Promise.all(asked);
      expect(fake.requests).toHaveLength(60);
      expect(fake.peakConcurrency).toBe(4);
    });

    it('requests_per_minute: one call too many is told when to come back', async () => {
      const projectId = await setUp({ requests_per_minute: 2 });
      await Promise.all([ask(projectId), ask(projectId)]);
      const error = await failure(projectId);
      expect(error.kind).toBe('throttled');
      expect(error.retryAfterMs).toBeGreaterThan(30_000);
      expect(fake.requests).toHaveLength(2);
    });

    it('private addresses are refused for a project and allowed for the operator', async () => {
      const projectId = await setUp();
      const llm = { ...testConfig().llm, baseUrl: fake.baseUrl, model: 'm' };
      const strict = await startTestApp({ outboundPrivate: false, llm }, { url: api.databaseUrl });
      try {
        const client = strict.app.get(ChatClient);
        const asked = client.complete(projectId, { messages: MESSAGES });
        await expect(asked).rejects.toMatchObject({ kind: 'blocked', retryable: false });
        expect((await client.complete('another', { messages: MESSAGES })).text).toBe('ok');
        await strict.admin.post('/v1/projects', { id: 'operated' }, 201);
        expect((await strict.admin.get('/v1/projects/operated/provider')).body).toMatchObject({
          source: 'environment',
          base_url: null,
        });
      } finally {
        await strict.close();
      }
    });

    it('a change of the settings counts from the next call on', async () => {
      const projectId = await setUp({ model: 'first' });
      await ask(projectId);
      await api.admin.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl, model: 'second' });
      await ask(projectId);
      expect(fake.requests.map(({ body }) => body.model)).toEqual(['first', 'second']);
      await api.admin.put(`/v1/projects/${projectId}/provider`, { base_url: fake.baseUrl });
      expect((await failure(projectId)).kind).toBe('misconfigured');
      await api.admin.delete(`/v1/projects/${projectId}/provider`);
      await expect(ask(projectId)).rejects.toMatchObject({ code: 'SCORER_UNAVAILABLE' });
    });
  });
});
