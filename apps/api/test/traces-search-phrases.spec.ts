import { SearchIndexer } from '@assay/traces';
import { Client } from 'pg';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/** More than a search looks at before it asks the index. */
const TRACES = 240;

/** Phrases and the traces that hold them: by index alone, by looking at each trace, and none. */
const PHRASES: [string, (index: number) => boolean][] = [
  ['"red green"', (index) => index === 3],
  ['"green red"', (index) => index !== 3],
  ['"red green blue red"', () => false],
  ['"blue red green blue"', (index) => index === 3],
  ['"red red"', () => false],
  ['"blue 首都"', (index) => index === 5],
  ['"red 首都"', () => false],
  ['blue-首都是', (index) => index === 5],
  ['"seldom seen" "green red"', (index) => index === 8 || index === 9],
  ['"seen seldom"', () => false],
];

function wordsOf(index: number): string {
  if (index === 3) return 'blue red green blue';
  if (index === 5) return 'green red blue 首都是';
  if (index === 8 || index === 9) return 'green red blue seldom seen';
  return 'green red blue';
}

describe('phrases of GET /v1/traces?q= in the index', () => {
  let api: TestApp;
  let database: Client;
  beforeAll(async () => {
    api = await startTestApp();
    database = new Client({ connectionString: api.databaseUrl });
    await database.connect();
  });
  afterAll(async () => {
    await database.end();
    await api.close();
  });

  const idOf = (index: number): string => `t${String(index).padStart(3, '0')}`;
  const indexes = Array.from({ length: TRACES }, (_, index) => index);
  const drain = () => api.app.get(SearchIndexer).drain();

  async function filled(): Promise<string> {
    const project = newProject();
    const spans = indexes.map((index) => span({ trace_id: idOf(index), id: idOf(index), input: wordsOf(index) }));
    await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
    await drain();
    return project;
  }

  async function found(project: string, q: string): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/traces?project_id=${project}&limit=150&q=${encodeURIComponent(q)}${cursor}`;
      const { body } = await api.admin.get(path);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next_cursor === null) return ids.sort();
      cursor = `&cursor=${body.next_cursor}`;
    }
  }

  async function expectPhrases(project: string): Promise<void> {
    for (const [q, holds] of PHRASES)
      expect([q, await found(project, q)]).toEqual([q, indexes.filter(holds).map(idOf)]);
  }

  it('each phrase finds the spans that hold it, common or rare, across scripts', async () => {
    await expectPhrases(await filled());
  });

  it('words that hash like the neighbours of a phrase are not found for it', async () => {
    const project = await filled();
    // As if every phrase shared its hashes with what each span holds.
    await database.query(
      `UPDATE span_search SET pairs = ARRAY(SELECT generate_series(0, 16383)) WHERE project_id = $1`,
      [project],
    );
    await expectPhrases(project);
  });

  it('phrases of spans that an older version indexed are found before and after the indexer was there', async () => {
    const project = await filled();
    const pairs = async () =>
      (await database.query('SELECT span_id, pairs FROM span_search WHERE project_id = $1 ORDER BY span_id', [project]))
        .rows;
    const made = await pairs();
    for (const left of ["span_id > 't006'", 'true']) {
      await database.query(`UPDATE span_search SET pairs = NULL WHERE project_id = $1 AND ${left}`, [project]);
      await expectPhrases(project);
    }
    expect(await drain()).toBe(0);
    expect(await pairs()).toEqual(made);
    await expectPhrases(project);
  });

  it('several processes share the spans that an older version indexed; metrics show how many are left', async () => {
    const project = await filled();
    const other = await startTestApp({}, { url: api.databaseUrl, drop: async () => undefined });
    try {
      await database.query('UPDATE span_search SET pairs = NULL WHERE project_id = $1', [project]);
      const metrics = async () => (await api.admin.begin('get', '/metrics')).text;
      expect(await metrics()).toMatch(new RegExp(`^assay_search_unpaired_spans ${TRACES}$`, 'm'));
      await Promise.all([drain(), other.app.get(SearchIndexer).drain()]);
      await drain();
      expect(await metrics()).toMatch(/^assay_search_unpaired_spans 0$/m);
      await expectPhrases(project);
    } finally {
      await other.close();
    }
  });
});
