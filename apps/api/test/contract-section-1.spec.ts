import { countStatements } from '@assay/testing';
import { newId } from '@assay/shared/ids';
import { UUID_V7 } from './answer-forms';
import type { ApiClient } from './api-client';
import { Lab, run, score } from './factories/lab';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/** A list with more rows than a page of one holds. */
interface List {
  readonly path: string;
  readonly client: ApiClient;
}

describe('conventions of the contract', () => {
  let api: TestApp;
  let lab: Lab;
  let lists: List[];
  beforeAll(async () => {
    api = await startTestApp();
    lab = await Lab.open(api);
    lists = await filledLists();
  });
  afterAll(() => api.close());

  /** Every list of the lab's project, each with two rows or more. */
  async function filledLists(): Promise<List[]> {
    const { client, projectId } = lab;
    const { id: dataset, itemIds } = await lab.dataset(3);
    await lab.dataset(0);
    const experiment = await lab.scored(dataset, { [itemIds[0]]: [score(1), score(0)], [itemIds[1]]: [score(1)] });
    await lab.experiment(dataset);
    for (const name of ['a', 'b']) await client.post('/v1/collections', { name }, 201);
    const runs = await client.get(`/v1/experiments/${experiment}/runs`);
    const traces = ['t1', 't2'].map((trace_id) => span({ trace_id }));
    await client.post('/v1/traces/ingest', { spans: traces }, 201);
    for (const trace of ['t1', 't2']) await client.post(`/v1/traces/${trace}/queue`, {}, 200);
    const note = { trace_id: 't1', annotator: 'a', label: 'l' };
    for (let count = 0; count < 2; count += 1) await client.post('/v1/annotations', note, 201);
    await api.clientOf(projectId);
    await api.clientOf(newProject());
    const ofProject = [
      '/v1/traces',
      '/v1/queue',
      '/v1/datasets',
      `/v1/datasets/${dataset}/items`,
      '/v1/collections',
      '/v1/experiments',
      `/v1/experiments/${experiment}/runs`,
      `/v1/scores?target_type=run&target_id=${runs.body.items[0].id}`,
      '/v1/annotations?trace_id=t1',
    ].map((path) => ({ path, client }));
    const ofAdmins = ['/v1/projects', `/v1/projects/${projectId}/api-keys`].map((path) => ({
      path,
      client: api.admin,
    }));
    return [...ofProject, ...ofAdmins];
  }

  const page = async ({ path, client }: List, query: string, status = 200): Promise<any> =>
    (await client.get(`${path}${path.includes('?') ? '&' : '?'}${query}`, status)).body;

  describe('pagination', () => {
    it('every list answers items, next_cursor and limit, 50 by default and 200 at most', async () => {
      for (const list of lists) {
        const keys = Object.keys(await page(list, ''));
        expect([list.path, keys.sort()]).toEqual([list.path, ['items', 'limit', 'next_cursor']]);
        expect((await page(list, '')).limit).toBe(50);
        expect((await page(list, 'limit=200')).limit).toBe(200);
        for (const limit of ['0', '201', 'x']) {
          expect((await page(list, `limit=${limit}`, 400)).error).toMatchObject({ details: { field: 'limit' } });
        }
      }
    });

    it('a cursor goes on where the page ended, with another limit too, until next_cursor is null', async () => {
      for (const list of lists) {
        const whole = (await page(list, 'limit=200')).items;
        const first = await page(list, 'limit=1');
        const rest = await page(list, `limit=199&cursor=${first.next_cursor}`);
        expect([list.path, [...first.items, ...rest.items], rest.next_cursor]).toEqual([list.path, whole, null]);
        expect(whole.length).toBeGreaterThan(1);
      }
    });

    it('a cursor is bound to its list: every other list refuses it', async () => {
      const cursors: string[] = [];
      for (const list of lists) cursors.push((await page(list, 'limit=1')).next_cursor);
      for (const [of, list] of lists.entries()) {
        for (const [from, cursor] of cursors.entries()) {
          if (from === of) continue;
          expect((await page(list, `cursor=${cursor}`, 400)).error.code).toBe('INVALID_REQUEST');
        }
      }
    });

    it('a cursor is bound to its parent and its filters', async () => {
      const { id, itemIds } = await lab.dataset(2);
      const [one, two] = [await lab.experiment(id), await lab.experiment(id)];
      const both = (experiment: string): Promise<unknown> =>
        lab.submit(
          experiment,
          itemIds.map((item) => run(item, { scores: [score(1), score(0)] })),
        );
      await Promise.all([both(one), both(two)]);
      const runs: List = { path: `/v1/experiments/${one}/runs`, client: lab.client };
      const { next_cursor: cursor, items } = await page(runs, 'limit=1');
      await page({ ...runs, path: `/v1/experiments/${two}/runs` }, `cursor=${cursor}`, 400);
      await page(runs, `scorer_name=quality&cursor=${cursor}`, 400);
      const scores: List = { path: `/v1/scores?target_type=run&target_id=${items[0].id}`, client: lab.client };
      const next = (await page(scores, 'limit=1')).next_cursor;
      await page(scores, `scorer_name=quality&cursor=${next}`, 400);
      await page(scores, `cursor=${next}`);
    });

    it('a cursor is signed with a key of the installation: another one refuses it', async () => {
      const other = await startTestApp();
      try {
        const { next_cursor: cursor } = await page({ path: '/v1/projects', client: api.admin }, 'limit=1');
        await page({ path: '/v1/projects', client: other.admin }, `cursor=${cursor}`, 400);
      } finally {
        await other.close();
      }
    });

    it('no list finds its pages by skipping rows', async () => {
      for (const list of lists) {
        const { next_cursor: cursor } = await page(list, 'limit=1');
        const { statements } = await countStatements(() => page(list, `limit=1&cursor=${cursor}`));
        expect(statements.filter((text) => /\bOFFSET\s+(?!0\b)/i.test(text))).toEqual([]);
      }
    });
  });

  describe('ids', () => {
    it('the server assigns UUIDv7, monotonic within a request', async () => {
      const { id, itemIds } = await lab.dataset(300);
      const experiment = await lab.experiment(id);
      const { body } = await lab.submit(
        experiment,
        itemIds.map((item) => run(item)),
      );
      for (const ids of [itemIds, body.run_ids as string[]]) {
        expect(ids).toEqual([...ids].sort());
        expect(ids.filter((made) => !UUID_V7.test(made))).toEqual([]);
      }
    });

    it('are case-sensitive', async () => {
      const trace = newId();
      await lab.client.post('/v1/traces/ingest', { spans: [span({ trace_id: `T-${trace}` })] }, 201);
      await lab.client.get(`/v1/traces/t-${trace}`, 404);
      const { id } = await lab.dataset(0);
      await lab.client.get(`/v1/datasets/${id.toUpperCase()}`, 404);
      const [lower, upper] = [newProject(), newProject().toUpperCase()];
      await api.admin.post('/v1/projects', { id: lower }, 201);
      await api.admin.post('/v1/projects', { id: lower.toUpperCase() }, 201);
      await api.admin.get(`/v1/projects/${upper}/summary`, 404);
    });

    it('project_id takes 128 bytes of UTF-8 and refuses what no id may be', async () => {
      const good = [`ü${newId()}`.padEnd(127, 'x'), `跟/? ${newId()}`];
      for (const id of good) {
        await api.admin.post('/v1/projects', { id }, 201);
        await api.admin.get(`/v1/projects/${encodeURIComponent(id)}/summary`);
      }
      for (const id of [
        '',
        '.',
        '..',
        'ingest',
        'export',
        'a\nb',
        'a\u0000',
        '\ud800',
        'x'.repeat(129),
        'ü'.repeat(65),
      ]) {
        const { body } = await api.admin.post('/v1/projects', { id }, 400);
        expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'id' } });
        await api.admin.post('/v1/datasets', { project_id: id, name: 'n' }, 400);
      }
    });

    it('trace ids take 512 bytes of UTF-8, in paths too', async () => {
      const trace_id = '\u{1F600}'.repeat(128);
      await lab.client.post('/v1/traces/ingest', { spans: [span({ trace_id })] }, 201);
      expect((await lab.client.get(`/v1/traces/${encodeURIComponent(trace_id)}`)).body.id).toBe(trace_id);
    });

    it('names take 1,024 bytes and no more', async () => {
      const { id } = await lab.dataset(1);
      const posts: [string, string, object][] = [
        ['/v1/datasets', 'name', {}],
        ['/v1/experiments', 'name', { dataset_id: id }],
        ['/v1/annotations', 'annotator', { trace_id: 't1', notes: 'n' }],
        ['/v1/annotations', 'label', { trace_id: 't1', annotator: 'a' }],
      ];
      for (const [path, field, body] of posts) {
        await lab.client.post(path, { ...body, [field]: 'ü'.repeat(512) }, 201);
        const refused = await lab.client.post(path, { ...body, [field]: `x${'ü'.repeat(512)}` }, 400);
        expect(refused.body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field } });
      }
    });
  });

  it('metadata numbers are finite doubles or 64-bit integers, wherever metadata is taken', async () => {
    const { id, itemIds } = await lab.dataset(2);
    const experiment = await lab.experiment(id);
    const bodies = (number: string): [string, string][] => [
      ['/v1/datasets', `{"name":"${newId()}","metadata":{"n":${number}}}`],
      [`/v1/datasets/${id}/items`, `{"input":1,"metadata":{"n":${number}}}`],
      ['/v1/experiments', `{"name":"n","dataset_id":"${id}","metadata":{"n":${number}}}`],
      [
        `/v1/experiments/${experiment}/runs`,
        `{"runs":[{"dataset_item_id":"${itemIds.at(0)}","output":1,"metadata":{"n":${number}}}]}`,
      ],
    ];
    for (const number of ['9223372036854775808', '1e400', '[-1e999]']) {
      for (const [path, body] of bodies(number)) await lab.client.raw('post', path, body, 400);
    }
    for (const [path, body] of bodies('-9223372036854775808')) {
      await lab.client.raw('post', path, body, 201);
    }
  });

  it('the limits of a body and of a batch are settings', async () => {
    const small = await startTestApp({ bodyLimitBytes: 2_000, maxSpansPerRequest: 2 });
    try {
      const spans = [1, 2, 3].map(() => span({ parent_span_id: 'p' }));
      await small.admin.post('/v1/traces/ingest', { spans: spans.slice(1) }, 201);
      const { body } = await small.admin.post('/v1/traces/ingest', { spans }, 400);
      expect(body.error).toMatchObject({ code: 'INVALID_REQUEST', details: { field: 'spans', limit: 2 } });
      const large = await small.admin.post('/v1/traces/ingest', { spans: [span({ input: 'x'.repeat(2_000) })] }, 413);
      expect(large.body.error.code).toBe('PAYLOAD_TOO_LARGE');
    } finally {
      await small.close();
    }
  });
});
