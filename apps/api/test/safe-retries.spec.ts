import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Client } from 'pg';
import { Database } from '@assay/database';
import { ProjectRegistry } from '@assay/projects';
import { Sweeper } from '@assay/retries';
import { newId } from '@assay/shared/ids';
import { countStatements } from '@assay/testing';
import type { Answer, ApiClient } from './api-client';
import { Lab, run } from './factories/lab';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

const LINES = { 'content-type': 'application/x-ndjson' };

describe('safe retries', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ keyCacheMs: 600_000 });
  });
  afterAll(() => api.close());

  const withKey = (key: string, more: Record<string, string> = {}): Record<string, string> => ({
    'idempotency-key': key,
    ...more,
  });
  const post = (
    client: ApiClient,
    path: string,
    body: unknown,
    status: number,
    key: string,
    more: Record<string, string> = {},
  ): Promise<Answer> =>
    client.raw('post', path, typeof body === 'string' ? body : JSON.stringify(body), status, withKey(key, more));
  const isReplay = (answer: Answer): boolean => answer.headers['idempotency-replayed'] === 'true';
  const open = (): Promise<Lab> => Lab.open(api);

  /** Repeats a request and expects the first answer, to the byte. */
  async function expectReplay(send: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = newId();
    const first = await send(key);
    expect(isReplay(first)).toBe(false);
    const second = await send(key);
    expect([second.status, second.text, second.type]).toEqual([first.status, first.text, first.type]);
    expect(isReplay(second)).toBe(true);
    return first;
  }

  async function kept(key: string): Promise<{ project_id: string; is_bound: boolean; status: number }[]> {
    const { rows } = await api.app.get(Database).run<{
      project_id: string;
      is_bound: boolean;
      status: number;
    }>('SELECT project_id, is_bound, status FROM idempotency_keys WHERE key = $1', [key]);
    return rows;
  }

  /** Holds the row of a dataset, so that a request which writes to it stands still until what this gives is called. */
  async function hold(datasetId: string): Promise<() => Promise<void>> {
    const client = new Client({ connectionString: api.databaseUrl });
    await client.connect();
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM datasets WHERE id = $1 FOR UPDATE', [datasetId]);
    return () => client.end();
  }

  /** Lets the first `count` inserts into a table fail with an error code of Postgres. */
  async function failFirst(own: TestApp, table: string, count: number, code: string): Promise<void> {
    await own.app.get(Database).pool.query(`
      CREATE SEQUENCE attempts;
      CREATE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('attempts') <= ${count} THEN RAISE EXCEPTION 'again' USING ERRCODE = '${code}'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER fail_first BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION fail_first()`);
  }

  /** Waits until so many statements of the app wait for a lock; gives the processes that run them. */
  async function waiting(like: string, count = 1): Promise<number[]> {
    for (;;) {
      const { rows } = await api.app.get(Database).run<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`,
        [like],
      );
      if (rows.length >= count) return rows.map((row) => row.pid);
    }
  }

  describe('Idempotency-Key (1–255 printable characters) on POSTs', () => {
    it.each([
      ['none at all', ''],
      ['256 characters', 'k'.repeat(256)],
      ['a tab', 'a\tb'],
      ['a C1 control', 'a\u0085b'],
    ])('400: %s', async (_, key) => {
      const { client } = await open();
      const { body } = await post(client, '/v1/datasets', { name: 'd' }, 400, key);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'Idempotency-Key' } });
      expect((await client.get('/v1/datasets')).body.items).toEqual([]);
    });

    it.each([
      ['1 character', 'k'],
      ['255 characters', 'k'.repeat(255)],
      ['spaces and punctuation', 'a "b", {c}~'],
      ['Latin-1', 'caf\u00e9'],
      ['UTF-8', Buffer.from('ключ-🔑', 'utf8').toString('latin1')],
      ['255 characters of UTF-8', Buffer.from('🔑'.repeat(255), 'utf8').toString('latin1')],
    ])('takes %s', async (_, key) => {
      const { client } = await open();
      // Not the usual client: Node's own writes headers and body in one encoding.
      const headers = withKey(key, { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' });
      const send = () => fetch(`${api.url}/v1/datasets`, { method: 'POST', headers, body: '{"name":"d"}' });
      const [made, again] = [await send(), await send()];
      expect([made.status, again.status]).toEqual([201, 201]);
      expect(await again.text()).toBe(await made.text());
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    });

    it('GET, PATCH and DELETE ignore it', async () => {
      const { client } = await open();
      const { body } = await client.post('/v1/datasets', { name: 'd' }, 201);
      const path = `/v1/datasets/${body.id}`;
      const key = newId();
      for (const description of ['a', 'b']) {
        const text = JSON.stringify({ description });
        const changed = await client.raw('patch', path, text, 200, withKey(key));
        expect(changed.body.description).toBe(description);
      }
      await client.begin('get', path).set('idempotency-key', '').expect(200);
      await client.begin('delete', path).set('idempotency-key', key).expect(200);
      await client.begin('delete', path).set('idempotency-key', key).expect(404);
      expect(await kept(key)).toEqual([]);
    });

    it('is documented on every POST that honours it, with both codes, and on no other', async () => {
      const { body } = await api.admin.get('/openapi.json');
      const posts = Object.entries<any>(body.paths).flatMap(([path, { post: operation }]) =>
        operation?.security === undefined ? [] : [{ path, operation }],
      );
      const ignoring = posts.filter(
        ({ operation }) => !operation.parameters?.some((one: any) => one.name === 'Idempotency-Key'),
      );
      expect(posts.length).toBeGreaterThan(10);
      const exempt = ['/v1/projects/{id}/api-keys', '/v1/traces'];
      expect(ignoring.map(({ path }) => path).filter((path) => !exempt.includes(path))).toEqual([]);
      for (const { operation } of posts.filter((one) => !ignoring.includes(one))) {
        expect(operation.responses['409'].content['application/json'].examples).toHaveProperty(
          'IDEMPOTENCY_IN_PROGRESS',
        );
        expect(operation.responses['422'].content['application/json'].examples).toHaveProperty(
          'IDEMPOTENCY_KEY_REUSED',
        );
      }
      expect(JSON.stringify(body)).not.toContain('x-ignores-idempotency-key');
    });
  });

  describe('same key and body: the first answer again with Idempotency-Replayed: true', () => {
    it('ingest: the spans are there once', async () => {
      const project = newProject();
      const body = { project_id: project, spans: [span({ scores: [{ scorer_name: 's', value: 1 }] })] };
      await expectReplay((key) => post(api.admin, '/v1/traces/ingest', body, 201, key));
      const trace = await api.admin.get(`/v1/traces/trace-1?project_id=${project}`);
      expect(trace.body.spans).toHaveLength(1);
    });

    it('a dataset, an item, a batch of items: the version rises once for each', async () => {
      const { client } = await open();
      const { body } = await expectReplay((key) => post(client, '/v1/datasets', { name: 'd' }, 201, key));
      const path = `/v1/datasets/${body.id}`;
      await expectReplay((key) => post(client, `${path}/items`, { input: 1 }, 201, key));
      await expectReplay((key) =>
        post(client, `${path}/items/batch`, { items: [{ input: 2 }, { input: 3 }] }, 201, key),
      );
      expect((await client.get(path)).body).toMatchObject({ version: 3, item_count: 3 });
    });

    it('an experiment, runs, scores, completion', async () => {
      const lab = await open();
      const { id, itemIds } = await lab.dataset(1);
      const made = await expectReplay((key) =>
        post(lab.client, '/v1/experiments', { name: 'e', dataset_id: id }, 201, key),
      );
      const path = `/v1/experiments/${made.body.id}`;
      const runs = [run(itemIds[0] as string, { scores: [{ scorer_name: 's', value: 0.5 }] })];
      const submitted = await expectReplay((key) => post(lab.client, `${path}/runs`, { runs }, 201, key));
      const score = { target_type: 'run', target_id: submitted.body.run_ids[0], scorer_name: 't', value: 1 };
      await expectReplay((key) => post(lab.client, '/v1/scores', score, 201, key));
      await expectReplay((key) => post(lab.client, `${path}/complete`, '', 200, key));
      const scores = await lab.client.get(`/v1/scores?target_type=run&target_id=${score.target_id}`);
      expect(scores.body.items).toHaveLength(2);
    });

    it('a score that cannot be made: 200 again, as the first time', async () => {
      const lab = await open();
      const { id, itemIds } = await lab.dataset(1);
      const submitted = await lab.submit(await lab.experiment(id), [run(itemIds[0] as string)]);
      const score = { target_type: 'run', target_id: submitted.body.run_ids[0], scorer_name: 'exact_match' };
      const { body } = await expectReplay((key) => post(lab.client, '/v1/scores', score, 200, key));
      expect(body.score).toBeNull();
    });

    it('annotations, their conversion, the queue, a project', async () => {
      const lab = await open();
      await lab.client.post('/v1/traces/ingest', { spans: [span({ input: 'q' })] }, 201);
      const body = { trace_id: 'trace-1', annotator: 'ann', label: 'bad' };
      const made = await expectReplay((key) => post(lab.client, '/v1/annotations', body, 201, key));
      const { id } = await lab.dataset(0);
      const path = `/v1/annotations/${made.body.id}/to-dataset-item`;
      await expectReplay((key) => post(lab.client, path, { dataset_id: id }, 201, key));
      expect((await lab.client.get(`/v1/datasets/${id}`)).body.item_count).toBe(1);
      await expectReplay((key) => post(lab.client, '/v1/traces/trace-1/queue', '', 200, key));
      expect((await lab.client.get('/v1/annotations?trace_id=trace-1')).body.items).toHaveLength(1);
      const project = newProject();
      await expectReplay((key) => post(api.admin, '/v1/projects', { id: project }, 201, key));
    });

    it('values come back as they were sent, replayed too', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const input = '{"10":1,"z":12345678901234567890,"a":[1.10,"\\u0000","\\ud800","😀"],"__proto__":{}}';
      const answer = await expectReplay((key) =>
        post(lab.client, `/v1/datasets/${id}/items`, `{"input":${input}}`, 201, key),
      );
      expect(answer.text).toContain('12345678901234567890');
    });

    it('replays after a restart, in another process', async () => {
      const { client } = await open();
      const key = newId();
      const first = await post(client, '/v1/datasets', { name: 'd' }, 201, key);
      const other = await startTestApp({}, { url: api.databaseUrl });
      try {
        const again = await post(other.admin.with(client.token), '/v1/datasets', { name: 'd' }, 201, key);
        expect([again.text, isReplay(again)]).toEqual([first.text, true]);
      } finally {
        await other.close();
      }
    });

    it('50 requests at once with one key make one resource and get 50 equal answers', async () => {
      const { client } = await open();
      const key = newId();
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => post(client, '/v1/datasets', { name: 'd' }, 201, key)),
      );
      expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
      expect(answers.filter((answer) => !isReplay(answer))).toHaveLength(1);
      expect((await client.get('/v1/datasets')).body.items).toHaveLength(1);
    });

    it('50 requests at once in two processes make one resource', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const other = await startTestApp({}, { url: api.databaseUrl });
      try {
        const clients = [lab.client, other.admin.with(lab.client.token)] as const;
        const key = newId();
        const answers = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            post(clients[index % 2] as ApiClient, `/v1/datasets/${id}/items`, { input: 1 }, 201, key),
          ),
        );
        expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
        expect((await lab.client.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 2, item_count: 1 });
      } finally {
        await other.close();
      }
    });

    it('50 different keys at once on one dataset: each item once, the versions exact', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items`;
      const keys = Array.from({ length: 50 }, newId);
      const sent = keys.flatMap((key) => [key, key]).map((key) => post(lab.client, path, { input: key }, 201, key));
      const versions = new Set((await Promise.all(sent)).map((answer) => answer.body.version));
      expect(versions.size).toBe(50);
      expect((await lab.client.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 51, item_count: 50 });
    });
  });

  describe('streamed bodies are hashed while read', () => {
    const LINES_BODY = '{"input":1}\n{"input":2}\nnonsense\n';

    it('an import is replayed, and imports once', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items/import`;
      const { body } = await expectReplay((key) => post(lab.client, path, LINES_BODY, 200, key, LINES));
      expect(body).toMatchObject({ imported_count: 2, skipped_count: 1 });
      expect((await lab.client.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 2, item_count: 2 });
    });

    it('another body, of megabytes, is 422', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items/import`;
      const key = newId();
      await post(lab.client, path, LINES_BODY, 200, key, LINES);
      const large = `{"input":"${'x'.repeat(1_000)}"}\n`.repeat(5_000);
      const { body } = await post(lab.client, path, large, 422, key, LINES);
      expect(body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect((await lab.client.get(`/v1/datasets/${id}`)).body.item_count).toBe(2);
    });

    it('the same 30 MB are read again and answered as before', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const large = `{"input":"${'x'.repeat(10_000)}"}\n`.repeat(3_000);
      await expectReplay((key) => post(lab.client, `/v1/datasets/${id}/items/import`, large, 200, key, LINES));
    });

    it('the hash is that of the bytes', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const key = newId();
      await post(lab.client, `/v1/datasets/${id}/items/import`, LINES_BODY, 200, key, LINES);
      const { rows } = await api.app
        .get(Database)
        .run<{ body_hash: Buffer }>('SELECT body_hash FROM idempotency_keys WHERE key = $1', [key]);
      expect(rows[0]?.body_hash).toEqual(createHash('sha256').update(LINES_BODY).digest());
    });

    it('an import that breaks off leaves neither items nor the key', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const key = newId();
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      const head = [
        `POST /v1/datasets/${id}/items/import HTTP/1.1`,
        'host: 127.0.0.1',
        `authorization: Bearer ${lab.client.token}`,
        'content-type: application/x-ndjson',
        `idempotency-key: ${key}`,
        'transfer-encoding: chunked',
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\nc\r\n{"input":1}\n\r\n`);
      const watcher = new Client({ connectionString: api.databaseUrl });
      await watcher.connect();
      const copies = `SELECT count(*)::int AS n FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'COPY%' AND state = 'active'`;
      while ((await watcher.query(copies)).rows[0].n === 0);
      socket.destroy();
      while ((await watcher.query(copies)).rows[0].n > 0);
      await watcher.end();
      const again = await post(lab.client, `/v1/datasets/${id}/items/import`, LINES_BODY, 200, key, LINES);
      expect([again.body.imported_count, isReplay(again)]).toEqual([2, false]);
    });

    it('a repeat that stands still is 400', async () => {
      const impatient = await startTestApp({ importIdleTimeoutMs: 100 }, { url: api.databaseUrl });
      try {
        const lab = await open();
        const { id } = await lab.dataset(0);
        const key = newId();
        await post(lab.client, `/v1/datasets/${id}/items/import`, LINES_BODY, 200, key, LINES);
        const socket = connect(Number(new URL(impatient.url).port), '127.0.0.1');
        let text = '';
        socket.on('data', (data) => (text += data.toString()));
        const head = [
          `POST /v1/datasets/${id}/items/import HTTP/1.1`,
          'host: 127.0.0.1',
          `authorization: Bearer ${lab.client.token}`,
          'content-type: application/x-ndjson',
          `idempotency-key: ${key}`,
          'content-length: 1000',
        ];
        socket.write(`${head.join('\r\n')}\r\n\r\n{"input":1}\n`);
        await new Promise((resolve) => socket.once('close', resolve));
        expect(text).toMatch(/^HTTP\/1.1 400/);
        expect(text).toContain('no byte of the body arrived');
      } finally {
        await impatient.close();
      }
    });
  });

  describe('another body: 422 IDEMPOTENCY_KEY_REUSED', () => {
    it('and nothing is stored', async () => {
      const { client } = await open();
      const key = newId();
      const first = await post(client, '/v1/datasets', { name: 'a' }, 201, key);
      const { body } = await post(client, '/v1/datasets', { name: 'b' }, 422, key);
      expect(body.error.code).toBe('IDEMPOTENCY_KEY_REUSED');
      expect((await client.get('/v1/datasets')).body.items).toEqual([first.body]);
      expect(isReplay(await post(client, '/v1/datasets', { name: 'a' }, 201, key))).toBe(true);
    });

    it('a body and none are different bodies', async () => {
      const lab = await open();
      await lab.client.post('/v1/traces/ingest', { spans: [span()] }, 201);
      const key = newId();
      await post(lab.client, '/v1/traces/trace-1/queue', '', 200, key);
      await post(lab.client, '/v1/traces/trace-1/queue', '{}', 422, key);
      await lab.client.begin('post', '/v1/traces/trace-1/queue').set('idempotency-key', key).expect(200);
    });
  });

  describe('scoped to project, method and path', () => {
    it('the same key in two projects makes two resources', async () => {
      const key = newId();
      const [a, b] = await Promise.all([open(), open()]);
      const made = await post(a.client, '/v1/datasets', { name: 'd' }, 201, key);
      const other = await post(b.client, '/v1/datasets', { name: 'd' }, 201, key);
      expect(isReplay(other)).toBe(false);
      expect(other.body.id).not.toBe(made.body.id);
    });

    it('an unbound token: the project that the request names, in query, body or header', async () => {
      const key = newId();
      const projects = [newProject(), newProject()];
      for (const project_id of projects) {
        await post(api.admin, '/v1/datasets', { project_id, name: 'd' }, 201, key);
        await post(api.admin, '/v1/traces/ingest', { spans: [span()] }, 201, key, { 'x-project-id': project_id });
        await post(api.admin, `/v1/traces/trace-1/queue?project_id=${project_id}`, {}, 200, key);
      }
      const rows = await kept(key);
      expect(rows.map((row) => row.project_id).sort()).toEqual([...projects, ...projects, ...projects].sort());
      expect(rows.some((row) => row.is_bound)).toBe(false);
    });

    it('a project in the header counts where the body names another one that the surface does not know', async () => {
      const key = newId();
      const body = { name: 'd', project_id: newProject() };
      const made = [];
      for (const project of [newProject(), newProject()])
        made.push((await post(api.admin, '/api/datasets', body, 201, key, { 'x-project-id': project })).body.id);
      expect(new Set(made).size).toBe(2);
    });

    it('a token of a project never gets an answer that was made for an unbound one', async () => {
      const [mine, theirs] = await Promise.all([open(), open()]);
      const { id } = await theirs.dataset(0);
      const key = newId();
      const path = `/v1/datasets/${id}/items`;
      await post(api.admin, path, { input: 'secret' }, 201, key, { 'x-project-id': mine.projectId });
      const { text } = await post(mine.client, path, { input: 'secret' }, 404, key);
      expect(text).not.toContain('secret');
    });

    it('a token that may not see the project, or may only read, is refused before anything is replayed', async () => {
      const lab = await open();
      const key = newId();
      const body = { project_id: lab.projectId, name: 'd' };
      await post(lab.client, '/v1/datasets', body, 201, key);
      await post((await open()).client, '/v1/datasets', body, 404, key);
      await post(await api.clientOf(lab.projectId, 'read'), '/v1/datasets', body, 403, key);
      await post(lab.client.with('nonsense'), '/v1/datasets', body, 401, key);
    });

    it('the same key on two paths is two requests', async () => {
      const lab = await open();
      const key = newId();
      const paths = await Promise.all([lab.dataset(0), lab.dataset(0)]);
      for (const { id } of paths) {
        const added = await post(lab.client, `/v1/datasets/${id}/items`, { input: 1 }, 201, key);
        expect(added.body.dataset_id).toBe(id);
      }
    });

    it('long and odd paths, project ids of any type and size are no trouble', async () => {
      const key = newId();
      for (const path of [
        `/v1/traces/${'%20'.repeat(1_300)}/queue`,
        '/v1/traces/a%00b/queue',
        '/v1/datasets/%F0%9F/items',
      ]) {
        const answer = await api.admin
          .begin('post', path)
          .set('idempotency-key', key)
          .set('x-project-id', 'é\u00ff'.repeat(500));
        expect([400, 404]).toContain(answer.status);
      }
      for (const project_id of [1, null, {}, ['a'], 'x'.repeat(100_000), 'a\u0000b', '\ud800', '']) {
        await post(api.admin, '/v1/datasets', { project_id, name: 'd' }, 400, key);
      }
    });

    it('a long path is replayed too', async () => {
      const id = 'ä'.repeat(250);
      const project_id = newProject();
      await api.admin.post('/v1/traces/ingest', { project_id, spans: [span({ trace_id: id })] }, 201);
      const path = `/v1/traces/${encodeURIComponent(id)}/queue?project_id=${project_id}`;
      await expectReplay((key) => post(api.admin, path, {}, 200, key));
    });
  });

  describe('only 2xx answers are kept', () => {
    it('400, 404, 409 and 422 take no key: mended, the request works with it', async () => {
      const lab = await open();
      const key = newId();
      await post(lab.client, '/v1/datasets', { name: '' }, 400, key);
      await post(lab.client, '/v1/datasets', '{', 400, key);
      const first = await lab.client.post('/v1/datasets', { name: 'd' }, 201);
      await post(lab.client, '/v1/datasets', { name: 'd' }, 409, key);
      expect(await kept(key)).toEqual([]);
      await lab.client.delete(`/v1/datasets/${first.body.id}`);
      const made = await post(lab.client, '/v1/datasets', { name: 'd' }, 201, key);
      expect(isReplay(made)).toBe(false);
      await post(lab.client, `/v1/datasets/${first.body.id}/items`, { input: 1 }, 404, key);
      await post(lab.client, `/v1/datasets/${made.body.id}/items`, { input: 1 }, 201, key);
      const experiment = await lab.experiment(made.body.id);
      const complete = `/v1/experiments/${experiment}/complete`;
      await lab.client.post(complete, {}, 200);
      await post(lab.client, complete, {}, 422, key);
      expect((await kept(key)).map((row) => row.status)).toEqual([201, 201]);
    });

    it('a batch that fails half way leaves nothing, nor does the project it would have made', async () => {
      const project = newProject();
      const key = newId();
      const twice = span();
      await post(api.admin, '/v1/traces/ingest', { project_id: project, spans: [twice, twice] }, 409, key);
      expect(api.app.get(ProjectRegistry).isKnown(project)).toBe(false);
      await api.admin.get(`/v1/projects/${project}/summary`, 404);
      await post(api.admin, '/v1/traces/ingest', { project_id: project, spans: [twice] }, 201, key);
      expect(api.app.get(ProjectRegistry).isKnown(project)).toBe(true);
    });
  });

  describe('in the transaction of the write', () => {
    it('a connection that dies in the middle leaves neither the write nor the key', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items`;
      const key = newId();
      const letGo = await hold(id);
      const first = post(lab.client, path, { input: 1 }, 503, key);
      const [pid] = await waiting('%UPDATE datasets%');
      await api.app.get(Database).run('SELECT pg_terminate_backend($1)', [pid]);
      await first;
      await letGo();
      expect(await kept(key)).toEqual([]);
      expect((await lab.client.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 1, item_count: 0 });
      const again = await post(lab.client, path, { input: 1 }, 201, key);
      expect([again.body.version, isReplay(again)]).toEqual([2, false]);
    });

    it.each([
      ['a serialisation failure', '40001'],
      ['a deadlock', '40P01'],
    ])('%s runs the whole request again: one item, one answer', async (_, code) => {
      const own = await startTestApp();
      try {
        await failFirst(own, 'dataset_items', 2, code);
        const lab = await Lab.open(own);
        const { id } = await lab.dataset(0);
        const path = `/v1/datasets/${id}/items`;
        await expectReplay((key) => post(lab.client, path, { input: 1 }, 201, key));
        expect((await lab.client.get(`/v1/datasets/${id}`)).body).toMatchObject({ version: 2, item_count: 1 });
      } finally {
        await own.close();
      }
    });

    it('an import, which cannot be read twice, is 503 then and takes no key', async () => {
      const own = await startTestApp();
      try {
        await failFirst(own, 'dataset_imports', 1, '40001');
        const lab = await Lab.open(own);
        const { id } = await lab.dataset(0);
        const path = `/v1/datasets/${id}/items/import`;
        const key = newId();
        const { headers } = await post(lab.client, path, '{"input":1}', 503, key, LINES);
        expect(headers['retry-after']).toBe('1');
        const again = await post(lab.client, path, '{"input":1}', 200, key, LINES);
        expect([again.body.imported_count, isReplay(again)]).toEqual([1, false]);
      } finally {
        await own.close();
      }
    });

    it('the key of one request is not seen by another before the write is', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const key = newId();
      const letGo = await hold(id);
      const adding = post(lab.client, `/v1/datasets/${id}/items`, { input: 1 }, 201, key);
      await waiting('%UPDATE datasets%');
      expect(await kept(key)).toEqual([]);
      await letGo();
      await adding;
      expect(await kept(key)).toEqual([{ project_id: lab.projectId, is_bound: true, status: 201 }]);
    });
  });

  describe('while the first is in progress', () => {
    it('the second waits and gets the first answer', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items`;
      const key = newId();
      const other = await startTestApp({}, { url: api.databaseUrl });
      try {
        const letGo = await hold(id);
        const first = post(lab.client, path, { input: 1 }, 201, key);
        await waiting('%UPDATE datasets%');
        const inSameProcess = post(lab.client, path, { input: 1 }, 201, key);
        const inAnother = post(other.admin.with(lab.client.token), path, { input: 1 }, 201, key);
        await waiting('%idempotency_keys%');
        await letGo();
        const answers = await Promise.all([first, inSameProcess, inAnother]);
        expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
        expect(answers.map(isReplay)).toEqual([false, true, true]);
      } finally {
        await other.close();
      }
    });

    it('when the first fails, the second is a first', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items`;
      const key = newId();
      const other = await startTestApp({}, { url: api.databaseUrl });
      try {
        const letGo = await hold(id);
        const first = post(lab.client, path, { input: 1 }, 503, key);
        const [pid] = await waiting('%UPDATE datasets%');
        const second = post(other.admin.with(lab.client.token), path, { input: 1 }, 201, key);
        await waiting('%idempotency_keys%');
        await api.app.get(Database).run('SELECT pg_terminate_backend($1)', [pid]);
        await first;
        await letGo();
        expect(isReplay(await second)).toBe(false);
      } finally {
        await other.close();
      }
    });

    it('when the wait is over: 409 IDEMPOTENCY_IN_PROGRESS with Retry-After, in this process and in another', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items`;
      const key = newId();
      const hasty = await Promise.all(
        [1, 2].map(() => startTestApp({ idempotencyWaitMs: 50 }, { url: api.databaseUrl })),
      );
      const [one, two] = hasty.map((each) => each.admin.with(lab.client.token)) as [ApiClient, ApiClient];
      try {
        const letGo = await hold(id);
        const first = post(one, path, { input: 1 }, 201, key);
        await waiting('%UPDATE datasets%');
        for (const impatient of [one, two]) {
          const { body, headers } = await post(impatient, path, { input: 1 }, 409, key);
          expect([body.error.code, headers['retry-after']]).toEqual(['IDEMPOTENCY_IN_PROGRESS', '1']);
        }
        // The limit is one on the wait for the key, not on what the handler waits for.
        await letGo();
        await first;
        expect(isReplay(await post(two, path, { input: 1 }, 201, key))).toBe(true);
      } finally {
        await Promise.all(hasty.map((each) => each.close()));
      }
    });

    it('those that wait in a process hold no connection', async () => {
      const small = await startTestApp(
        { databasePoolSize: 2, databaseAcquireTimeoutMs: 60_000 },
        { url: api.databaseUrl },
      );
      try {
        const lab = await open();
        const { id } = await lab.dataset(0);
        const client = small.admin.with(lab.client.token);
        const key = newId();
        const letGo = await hold(id);
        const adding = Array.from({ length: 20 }, () =>
          post(client, `/v1/datasets/${id}/items`, { input: 1 }, 201, key),
        );
        await waiting('%UPDATE datasets%');
        await client.get(`/v1/datasets/${id}`);
        await letGo();
        expect(new Set((await Promise.all(adding)).map((answer) => answer.text)).size).toBe(1);
      } finally {
        await small.close();
      }
    });
  });

  describe('up to 1 MiB', () => {
    it('larger answers replay as {replayed: true} with the ids', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const items = ['a', 'b'].map((input) => ({ input, expected_output: 'x'.repeat(600_000) }));
      const body = JSON.stringify({ items });
      const key = newId();
      const path = `/v1/datasets/${id}/items/batch`;
      const first = await post(lab.client, path, body, 201, key);
      const again = await lab.client
        .begin('post', path)
        .set({ 'content-type': 'application/json', 'idempotency-key': key })
        .send(body)
        .expect(201);
      expect(again.headers['idempotency-replayed']).toBe('true');
      expect(again.body).toEqual({ replayed: true, ids: first.body.items.map((item: { id: string }) => item.id) });
    });

    it('a single object keeps its own ids', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const body = JSON.stringify({ input: 'x'.repeat(1_100_000) });
      const key = newId();
      const path = `/v1/datasets/${id}/items`;
      const first = await post(lab.client, path, body, 201, key);
      const again = await lab.client
        .begin('post', path)
        .set({ 'content-type': 'application/json', 'idempotency-key': key })
        .send(body)
        .expect(201);
      expect(again.body).toEqual({ replayed: true, id: first.body.id, dataset_id: id });
    });
  });

  describe('for 24 hours', () => {
    const age = (key: string, hours: number): Promise<unknown> =>
      api.app
        .get(Database)
        .run(
          `UPDATE idempotency_keys SET created_at = created_at - make_interval(hours => $2), expires_at = expires_at - make_interval(hours => $2) WHERE key = $1`,
          [key, hours],
        );

    it('then the key counts as new, for another body too', async () => {
      const { client } = await open();
      const key = newId();
      await post(client, '/v1/datasets', { name: 'a' }, 201, key);
      await age(key, 23);
      expect(isReplay(await post(client, '/v1/datasets', { name: 'a' }, 201, key))).toBe(true);
      await age(key, 1);
      const fresh = await post(client, '/v1/datasets', { name: 'b' }, 201, key);
      expect([fresh.body.name, isReplay(fresh)]).toEqual(['b', false]);
      const again = await post(client, '/v1/datasets', { name: 'b' }, 201, key);
      expect([again.text, isReplay(again)]).toEqual([fresh.text, true]);
    });

    it('50 at once with an expired key make one resource', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const key = newId();
      const add = (): Promise<Answer> => post(lab.client, `/v1/datasets/${id}/items`, { input: 1 }, 201, key);
      await add();
      await age(key, 24);
      const answers = await Promise.all(Array.from({ length: 50 }, add));
      expect(answers.map((answer) => answer.body.version)).toEqual(Array(50).fill(3));
    });

    it('an error with an expired key leaves the old row as it was', async () => {
      const { client } = await open();
      const key = newId();
      await post(client, '/v1/datasets', { name: 'a' }, 201, key);
      await age(key, 24);
      await post(client, '/v1/datasets', { name: 'a' }, 409, key);
      expect((await kept(key)).map((row) => row.status)).toEqual([201]);
    });

    it('the sweep deletes what has expired, in batches, and nothing else', async () => {
      const own = await startTestApp();
      try {
        const database = own.app.get(Database);
        await database.run(
          `INSERT INTO idempotency_keys (project_id, is_bound, method, path, key, body_hash, status, answer, created_at, expires_at)
           SELECT 'p' || n % 3, true, 'POST', '/v1/datasets', n::text, '\\x00', 201, '{}', now(),
             now() + make_interval(secs => CASE WHEN n <= 1300 THEN -n ELSE 60 END)
           FROM generate_series(1, 1310) n`,
        );
        const held = new Client({ connectionString: own.databaseUrl });
        await held.connect();
        await held.query(`BEGIN; SELECT 1 FROM idempotency_keys WHERE key = '1300' FOR UPDATE`);
        expect(await own.app.get(Sweeper).sweep()).toBe(1_299);
        await held.end();
        expect(await own.app.get(Sweeper).sweep()).toBe(1);
        const { rows } = await database.run<{ n: number }>('SELECT count(*) AS n FROM idempotency_keys');
        expect(rows[0]?.n).toBe(10);
      } finally {
        await own.close();
      }
    });
  });

  describe('exempt', () => {
    it('key creation: its repeat is an ordinary request, and no key is ever stored', async () => {
      const project = newProject();
      const key = newId();
      const path = `/v1/projects/${project}/api-keys`;
      const made = [];
      for (let time = 0; time < 2; time += 1) {
        const answer = await post(api.admin, path, { name: 'ci', role: 'read' }, 201, key);
        expect(isReplay(answer)).toBe(false);
        made.push(answer.body.key);
      }
      expect(new Set(made).size).toBe(2);
      expect(await kept(key)).toEqual([]);
      await post(api.admin, path, { name: 'ci', role: 'read' }, 201, 'k'.repeat(300));
    });

    it('exports ignore it', async () => {
      const lab = await open();
      const { id } = await lab.dataset(1);
      await lab.client.begin('get', `/v1/datasets/${id}/items/export`).set('idempotency-key', '').expect(200);
    });
  });

  describe('statements', () => {
    const count = async (work: () => Promise<unknown>): Promise<number> =>
      (await countStatements(work)).statements.length;

    it('a key adds at most two, and a replay takes one', async () => {
      const lab = await open();
      const { id, itemIds } = await lab.dataset(2);
      const experiment = await lab.experiment(id);
      const sends: [string, string, (time: number) => unknown, number][] = [
        ['ingest', '/v1/traces/ingest', (time) => ({ spans: [span({ trace_id: `t${time}` })] }), 201],
        ['dataset', '/v1/datasets', (time) => ({ name: `d${time}` }), 201],
        ['item', `/v1/datasets/${id}/items`, () => ({ input: 1 }), 201],
        ['batch', `/v1/datasets/${id}/items/batch`, () => ({ items: [{ input: 1 }] }), 201],
        ['experiment', '/v1/experiments', () => ({ name: 'e', dataset_id: id }), 201],
        ['runs', `/v1/experiments/${experiment}/runs`, (time) => ({ runs: [run(itemIds[time] as string)] }), 201],
        ['queue', '/v1/traces/t0/queue', () => ({}), 200],
        ['annotation', '/v1/annotations', () => ({ trace_id: 't0', annotator: 'a', label: 'b' }), 201],
      ];
      for (const [name, path, bodyOf, status] of sends) {
        const key = newId();
        const plain = await count(() => lab.client.post(path, bodyOf(0), status));
        const body = bodyOf(1);
        const keyed = await count(() => post(lab.client, path, body, status, key));
        const replayed = await count(() => post(lab.client, path, body, status, key));
        expect([name, keyed - plain <= 2, replayed]).toEqual([name, true, 1]);
      }
    });

    it('an import: two more, and a replay takes one', async () => {
      const lab = await open();
      const { id } = await lab.dataset(0);
      const path = `/v1/datasets/${id}/items/import`;
      const key = newId();
      const plain = await count(() => lab.client.raw('post', path, '{"input":1}', 200, LINES));
      const keyed = await count(() => post(lab.client, path, '{"input":1}', 200, key, LINES));
      const replayed = await count(() => post(lab.client, path, '{"input":1}', 200, key, LINES));
      expect([keyed - plain, replayed]).toEqual([2, 1]);
    });
  });
});
