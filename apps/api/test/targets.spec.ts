import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { anyTime } from './answer-forms';
import { NOTHING } from './routes';
import { storedRows } from './stored-rows';
import { startTestApp, type TestApp } from './test-app';

const URL = 'https://agent.example.com/run';

describe('targets', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const anyProject = (): string => `p-${newId()}`;

  async function made(projectId: string, more: object = {}): Promise<any> {
    const body = { project_id: projectId, name: `target ${newId()}`, type: 'http', url: URL, ...more };
    return (await api.admin.post('/v1/targets', body, 201)).body;
  }

  describe('POST /v1/targets 201', () => {
    it('http has POST, the default body template and the default output path', async () => {
      const projectId = anyProject();
      const target = await made(projectId, { name: ' agent ', label: 'agent' });
      expect(target).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        project_id: projectId,
        name: 'agent',
        type: 'http',
        label: 'agent',
        description: null,
        metadata: null,
        url: URL,
        method: 'POST',
        headers: {},
        body_template: '{"input": {{input}}}',
        output_path: '$.output',
        timeout_ms: null,
        model: null,
        messages: null,
        parameters: null,
        scorer: null,
        config: null,
        created_at: anyTime,
        updated_at: target.created_at,
      });
      expect((await api.admin.get(`/v1/targets/${target.id}`)).body).toEqual(target);
    });

    it('http keeps what it was given', async () => {
      const given = {
        description: 'd',
        metadata: { version: '2' },
        method: 'PUT',
        body_template: '{"q": "{{input.question}}", "id": {{item_id}}}',
        output_path: "$.choices[0]['text']",
        timeout_ms: 5_000,
        label: 'workflow',
      };
      expect(await made(anyProject(), given)).toMatchObject(given);
    });

    it('prompt keeps model, messages template and parameters', async () => {
      const given = {
        model: 'gpt-4o-mini',
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: '{{input}}' },
        ],
        parameters: { temperature: 0, stop: ['\n'] },
      };
      const target = await made(anyProject(), { type: 'prompt', url: null, ...given });
      expect(target).toMatchObject({ type: 'prompt', url: null, method: null, headers: null, ...given });
    });

    it('scorer keeps its configuration', async () => {
      const given = { scorer: 'exact_match', config: { case_sensitive: false } };
      const target = await made(anyProject(), { type: 'scorer', url: null, ...given });
      expect(target).toMatchObject({ type: 'scorer', url: null, body_template: null, ...given });
    });

    it('a bound token needs no project_id, and the same name in another project is another target', async () => {
      const [first, second] = [anyProject(), anyProject()];
      for (const projectId of [first, second]) {
        const client = await api.clientOf(projectId);
        const { body } = await client.post('/v1/targets', { name: 'same', type: 'http', url: URL }, 201);
        expect(body.project_id).toBe(projectId);
      }
    });
  });

  describe('headers', () => {
    const SECRET = 'Bearer secret-4711';

    it('values are encrypted at rest and never answered', async () => {
      const projectId = anyProject();
      const target = await made(projectId, { headers: { Authorization: SECRET, 'X-Tenant': 'acme' } });
      expect(target.headers).toEqual({ Authorization: '********', 'X-Tenant': '********' });
      const listed = await api.admin.get(`/v1/targets?project_id=${projectId}`);
      expect(listed.body.items[0].headers).toEqual(target.headers);
      const { rows } = await api.app
        .get(Database)
        .run<{ row: string }>('SELECT t::text AS row FROM targets t WHERE t.id = $1', [target.id]);
      expect(rows[0]?.row).toContain('Authorization');
      expect(rows[0]?.row).not.toMatch(/secret-4711|acme/);
    });

    it('PATCH sets, keeps and takes away single ones, whatever the case of their names', async () => {
      const target = await made(anyProject(), { headers: { Authorization: SECRET, 'X-A': '1', 'X-B': '2' } });
      const change = { headers: { authorization: '********', 'x-a': null, 'X-C': '3' } };
      const { body } = await api.admin.patch(`/v1/targets/${target.id}`, change);
      expect(Object.keys(body.headers).sort()).toEqual(['Authorization', 'X-B', 'X-C']);
      const cleared = await api.admin.patch(`/v1/targets/${target.id}`, { headers: null });
      expect(cleared.body.headers).toEqual({});
    });

    it('the mask is no value for a header that has none', async () => {
      const body = { project_id: 'p', name: 'n', type: 'http', url: URL, headers: { 'X-A': '********' } };
      const { error } = (await api.admin.post('/v1/targets', body, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'headers.X-A' } });
    });

    it('a URL of another server takes no header along: it would tell the secret', async () => {
      const target = await made(anyProject(), { headers: { Authorization: SECRET } });
      const path = `/v1/targets/${target.id}`;
      const { error } = (await api.admin.patch(path, { url: 'https://elsewhere.example.com/' }, 400)).body;
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'headers.Authorization' } });
      await api.admin.patch(path, { url: 'https://agent.example.com/other' });
      await api.admin.patch(path, { url: 'https://elsewhere.example.com/', headers: { Authorization: 'new' } });
      await api.admin.patch(path, { url: URL, headers: null });
    });

    it.each([
      ['a line break', { 'X-A': 'a\r\nX-B: b' }],
      ['a line feed', { 'X-A': 'a\nb' }],
      ['a control character', { 'X-A': 'a\u0000' }],
      ['a letter beyond ASCII', { 'X-A': 'é' }],
      ['an empty value', { 'X-A': '  ' }],
      ['a number', { 'X-A': 1 }],
      ['a long value', { 'X-A': 'x'.repeat(8_193) }],
      ['a name with a space', { 'X A': 'a' }],
      ['a name with a line break', { 'X-A\r\nX-B': 'a' }],
      ['an empty name', { '': 'a' }],
      ['the same name twice', { 'X-A': 'a', 'x-a': 'b' }],
      ['a hop-by-hop header', { Connection: 'close' }],
      ['a hop-by-hop header', { 'Transfer-Encoding': 'chunked' }],
      ['what the service sets', { 'Content-Length': '5' }],
      ['what the service sets', { Host: 'elsewhere' }],
      ['what the service sets', { traceparent: '00-1-1-01' }],
    ])('400: %s %j', async (_what, headers) => {
      const body = { project_id: 'p', name: 'n', type: 'http', url: URL, headers };
      const { error } = (await api.admin.post('/v1/targets', body, 400)).body;
      expect(error.code).toBe('INVALID_REQUEST');
      expect(error.details.field).toMatch(/^headers\./);
      expect(JSON.stringify(error)).not.toContain(Object.values(headers)[0] === 'a' ? '"a"' : 'X-B: b');
    });

    it('400: more than 50', async () => {
      const headers = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`X-${index}`, 'a']));
      const body = { project_id: 'p', name: 'n', type: 'http', url: URL, headers };
      expect((await api.admin.post('/v1/targets', body, 400)).body.error.details).toMatchObject({ limit: 50 });
    });
  });

  describe('POST /v1/targets 400', () => {
    const refused = async (body: object): Promise<any> => {
      const sent = { project_id: 'p', name: 'n', type: 'http', url: URL, ...body };
      return (await api.admin.post('/v1/targets', sent, 400)).body.error;
    };

    it.each([
      [{ name: ' ' }, 'name'],
      [{ type: 'agent' }, 'type'],
      [{ label: 'robot' }, 'label'],
      [{ url: null }, 'url'],
      [{ url: 'example.com' }, 'url'],
      [{ url: 'ftp://example.com' }, 'url'],
      [{ url: 'http://user:pass@example.com' }, 'url'],
      [{ url: 'http://169.254.169.254/' }, 'url'],
      [{ url: 'http://[::ffff:10.0.0.1]/' }, 'url'],
      [{ url: 'http://example.com/{{input}}' }, 'url'],
      [{ method: 'GET' }, 'method'],
      [{ timeout_ms: 0 }, 'timeout_ms'],
      [{ timeout_ms: 600_001 }, 'timeout_ms'],
      [{ headers: ['a'] }, 'headers'],
      [{ model: 'm' }, 'model'],
      [{ scorer: 'exact_match' }, 'scorer'],
      [{ type: 'prompt', url: null }, 'messages'],
      [{ type: 'prompt', url: null, messages: [] }, 'messages'],
      [{ type: 'prompt', messages: [{ role: 'user', content: 'x' }] }, 'url'],
      [{ type: 'prompt', url: null, messages: [{ role: 'robot', content: 'x' }] }, 'messages[0].role'],
      [{ type: 'prompt', url: null, messages: [{ role: 'user', content: '{{name}}' }] }, 'messages[0].content'],
      [
        { type: 'prompt', url: null, messages: [{ role: 'user', content: 'x' }], parameters: { stream: true } },
        'parameters',
      ],
      [{ type: 'prompt', url: null, messages: [{ role: 'user', content: 'x' }], headers: { 'X-A': 'a' } }, 'headers'],
      [{ type: 'scorer', url: null }, 'scorer'],
      [{ type: 'scorer', url: null, scorer: 'exact_match', label: 'agent' }, 'label'],
    ])('%j', async (body, field) => {
      expect(await refused(body)).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
    });

    it('a template with an unknown placeholder is refused with those that exist', async () => {
      const error = await refused({ body_template: '{"x": {{output}}}' });
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'body_template' } });
      expect(error.message).toContain('unknown placeholder {{output}}: there are input, ');
    });

    it('a template that is not JSON when it is filled is refused', async () => {
      const error = await refused({ body_template: '{"x": {{input}}' });
      expect(error.details.field).toBe('body_template');
    });

    it.each(['output', '$.', '$[', '$[?length(@.a)]', 'x'.repeat(5_000)])(
      'a JSONPath that does not compile is refused: %s',
      async (path) => {
        expect(await refused({ output_path: path })).toMatchObject({ details: { field: 'output_path' } });
      },
    );

    it('an unknown scorer is refused with the names that exist', async () => {
      const error = await refused({ type: 'scorer', url: null, scorer: 'nonsense' });
      expect(error.message).toContain('exact_match');
    });

    it('the configuration of a scorer is checked: INVALID_SCORER_CONFIG', async () => {
      const error = await refused({ type: 'scorer', url: null, scorer: 'regex', config: { pattern: '(' } });
      expect(error).toMatchObject({ code: 'INVALID_SCORER_CONFIG', details: { field: 'config.pattern' } });
    });

    it('nothing of a refused target is stored, nor its project', async () => {
      const before = await storedRows(api);
      await refused({ project_id: anyProject(), output_path: '$[' });
      expect(await storedRows(api)).toEqual(before);
    });
  });

  describe('422', () => {
    it('SECRET_KEY_MISSING: headers where there is nothing to encrypt them with', async () => {
      const keyless = await startTestApp({ mode: 'production', secretKey: undefined }, { url: api.databaseUrl });
      try {
        const body = { project_id: anyProject(), name: 'n', type: 'http', url: URL };
        const refused = await keyless.admin.post('/v1/targets', { ...body, headers: { 'X-A': 'a' } }, 422);
        expect(refused.body.error.code).toBe('SECRET_KEY_MISSING');
        await keyless.admin.post('/v1/targets', body, 201);
      } finally {
        await keyless.close();
      }
    });
  });

  describe('409', () => {
    it('names are unique in the project: CONFLICT, by PATCH too', async () => {
      const projectId = anyProject();
      await made(projectId, { name: 'taken' });
      const body = { project_id: projectId, name: ' taken', type: 'scorer', scorer: 'exact_match' };
      const { error } = (await api.admin.post('/v1/targets', body, 409)).body;
      expect(error).toMatchObject({ code: 'CONFLICT', details: { field: 'name' } });
      const other = await made(projectId);
      await api.admin.patch(`/v1/targets/${other.id}`, { name: 'taken' }, 409);
    });

    it('of 50 targets of one name that race, one is made', async () => {
      const projectId = anyProject();
      const body = { project_id: projectId, name: 'raced', type: 'http', url: URL };
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => api.admin.begin('post', '/v1/targets').send(body)),
      );
      const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
      expect(statuses).toEqual([201, ...Array.from({ length: 49 }, () => 409)]);
    });
  });

  describe('GET /v1/targets', () => {
    it('newest first, walked with cursors, every target once; a type filters', async () => {
      const projectId = anyProject();
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.unshift((await made(projectId)).id);
      await made(projectId, { type: 'scorer', url: null, scorer: 'exact_match' });
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await api.admin.get(`/v1/targets?project_id=${projectId}&type=http&limit=2${cursor}`);
        seen.push(...body.items.map((target: any) => target.id));
        cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
      } while (cursor !== '');
      expect(seen).toEqual(ids);
      const { body } = await api.admin.get(`/v1/targets?project_id=${projectId}&limit=1`);
      await api.admin.get(`/v1/targets?project_id=${projectId}&type=http&cursor=${body.next_cursor}`, 400);
    });

    it('PROJECT_REQUIRED without a project; an unknown project is an empty page', async () => {
      expect((await api.admin.get('/v1/targets', 400)).body.error.code).toBe('PROJECT_REQUIRED');
      const { body } = await api.admin.get(`/v1/targets?project_id=${anyProject()}`);
      expect(body).toEqual({ items: [], next_cursor: null, limit: 50 });
    });

    it('400: a type that does not exist', async () => {
      await api.admin.get('/v1/targets?project_id=p&type=robot', 400);
    });
  });

  describe('PATCH /v1/targets/:id', () => {
    it('an absent field stays, null clears or gives the default', async () => {
      const target = await made(anyProject(), {
        description: 'd',
        label: 'agent',
        metadata: { a: 1 },
        output_path: '$.x',
        method: 'PUT',
        timeout_ms: 5,
        headers: { 'X-A': 'a' },
      });
      const path = `/v1/targets/${target.id}`;
      const renamed = (await api.admin.patch(path, { name: ' new ', output_path: '$.y' })).body;
      expect(renamed).toEqual({ ...target, name: 'new', output_path: '$.y', updated_at: anyTime });
      const cleared = { description: null, label: null, metadata: null, timeout_ms: null };
      const { body } = await api.admin.patch(path, { ...cleared, output_path: null, method: null });
      expect(body).toEqual({ ...renamed, ...cleared, output_path: '$.output', method: 'POST', updated_at: anyTime });
    });

    it('a body that gives nothing changes nothing', async () => {
      const target = await made(anyProject());
      expect((await api.admin.patch(`/v1/targets/${target.id}`, { unknown: 1 })).body).toEqual(target);
    });

    it.each([
      { name: null },
      { url: null },
      { url: 'nonsense' },
      { output_path: '$[' },
      { body_template: '{{x}}' },
      { messages: [{ role: 'user', content: 'x' }] },
    ])('400: %j', async (body) => {
      const target = await made(anyProject());
      await api.admin.patch(`/v1/targets/${target.id}`, body, 400);
      expect((await api.admin.get(`/v1/targets/${target.id}`)).body).toEqual(target);
    });

    it('of 50 changes that race, each is made', async () => {
      const target = await made(anyProject());
      const path = `/v1/targets/${target.id}`;
      const names = Array.from({ length: 50 }, (_, index) => `X-${index}`);
      // Each sets a header of its own; a lost change would lose its header.
      const first = names.slice(0, 25);
      const answers = await Promise.all(
        first.map((name) => api.admin.begin('patch', path).send({ headers: { [name]: 'a' } })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const more = await Promise.all(
        names.slice(25).map((name) => api.admin.begin('patch', path).send({ headers: { [name]: 'a' } })),
      );
      expect(new Set(more.map(({ status }) => status))).toEqual(new Set([200]));
      expect(Object.keys((await api.admin.get(path)).body.headers).sort()).toEqual(names.sort());
    });
  });

  it('DELETE /v1/targets/:id is for good, and the name is free again', async () => {
    const projectId = anyProject();
    const target = await made(projectId, { name: 'gone' });
    expect((await api.admin.delete(`/v1/targets/${target.id}`)).body).toEqual({ deleted: true, id: target.id });
    await api.admin.get(`/v1/targets/${target.id}`, 404);
    await api.admin.delete(`/v1/targets/${target.id}`, 404);
    await made(projectId, { name: 'gone' });
  });

  describe('404', () => {
    it.each([NOTHING, 'target-1', 'x%00y'])('an id that no target has, UUID or not: %s', async (id) => {
      for (const [method, path, body] of [
        ['get', '', undefined],
        ['patch', '', { name: 'x' }],
        ['delete', '', undefined],
        ['post', '/test', { input: 1 }],
      ] as const) {
        const sent = api.admin.begin(method, `/v1/targets/${id}${path}`);
        const answer = await (body === undefined ? sent : sent.send(body));
        expect([method, answer.status, answer.body.error.code]).toEqual([method, 404, 'NOT_FOUND']);
      }
    });

    it('a target of another project is as if it did not exist', async () => {
      const client = await api.clientOf(anyProject());
      const target = await made(anyProject());
      const foreign = (await client.get(`/v1/targets/${target.id}`, 404)).text;
      const absent = (await client.get(`/v1/targets/${NOTHING}`, 404)).text;
      expect(foreign.replace(target.id, '')).toBe(absent.replace(NOTHING, ''));
      await client.patch(`/v1/targets/${target.id}`, { name: 'x' }, 404);
      await client.delete(`/v1/targets/${target.id}`, 404);
      await client.post(`/v1/targets/${target.id}/test`, { input: 1 }, 404);
    });
  });

  it('403: a read key reads but does not write or call', async () => {
    const projectId = anyProject();
    const target = await made(projectId);
    const reader = await api.clientOf(projectId, 'read');
    await reader.get(`/v1/targets/${target.id}`);
    await reader.get('/v1/targets');
    await reader.post('/v1/targets', { name: 'x', type: 'http', url: URL }, 403);
    await reader.patch(`/v1/targets/${target.id}`, { name: 'x' }, 403);
    await reader.delete(`/v1/targets/${target.id}`, 403);
    await reader.post(`/v1/targets/${target.id}/test`, { input: 1 }, 403);
  });
});
