import { Database, type Transaction } from '@assay/database';
import { SearchIndexer, type SpanSelection, SpanSelector } from '@assay/traces';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/** More than a search looks at before it asks the index. */
const TRACES = 400;
/** The traces that hold what the others do not; the last of them as an older version indexed it. */
const RARE = [5, 7, 8];

describe('spans that rules and batches find by q', () => {
  let api: TestApp;
  let project: string;

  const idOf = (index: number): string => `t${String(index).padStart(3, '0')}`;
  const newestFirst = Array.from({ length: TRACES }, (_, index) => idOf(TRACES - 1 - index));
  const rare = RARE.map(idOf).reverse();
  const common = newestFirst.filter((id) => !rare.includes(id));

  beforeAll(async () => {
    api = await startTestApp();
    project = newProject();
    const spans = newestFirst.flatMap((id) => {
      const root = span({ trace_id: id, id, input: rare.includes(id) ? 'red green blue' : 'blue green red' });
      return [root, span({ trace_id: id, id: `${id}-llm`, parent_span_id: id, kind: 'llm', input: 'white' })];
    });
    await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
    await api.app.get(SearchIndexer).drain();
    const database = api.app.get(Database);
    await database.run('UPDATE span_search AS x SET pairs = NULL WHERE x.project_id = $1 AND x.trace_id = $2', [
      project,
      rare.at(-1),
    ]);
    await database.run('VACUUM ANALYZE span_search');
  });
  afterAll(() => api.close());

  const selection = (filter: Record<string, unknown>, more: Partial<SpanSelection> = {}): SpanSelection => ({
    filters: api.app.get(SpanSelector).read(filter),
    choice: 'root',
    limit: 1_000,
    ...more,
  });

  async function select(filter: Record<string, unknown>, more?: Partial<SpanSelection>): Promise<string[]> {
    const spans = await api.app
      .get(Database)
      .transaction((tx) => api.app.get(SpanSelector).select(tx, project, selection(filter, more)));
    return spans.map(({ id }) => id);
  }

  /** The plan of a selection, where whole tables are read only if there is no other way. */
  async function planOf(filter: Record<string, unknown>, more?: Partial<SpanSelection>): Promise<string> {
    const lines: string[] = [];
    await api.app.get(Database).transaction(async (tx) => {
      await tx.client.query('SET LOCAL enable_seqscan = off');
      const query = async (text: string, values: unknown[]): Promise<{ rows: never[] }> => {
        const sql = `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${text}`;
        const { rows } = await tx.client.query<{ 'QUERY PLAN': string }>(sql, values);
        lines.push(...rows.map((row) => row['QUERY PLAN']));
        return { rows: [] };
      };
      const explaining = { client: { query } } as unknown as Transaction;
      await api.app.get(SpanSelector).select(explaining, project, selection(filter, more));
    });
    return lines.join('\n');
  }

  it.each<[string, () => string[]]>([
    ['"red green"', () => rare],
    ['"green red"', () => common],
    ['"green" blue', () => newestFirst],
    ['"red green red"', () => []],
    ['white', () => newestFirst],
    ['...', () => []],
  ])('a phrase finds the traces that hold it, common or rare: %s', async (q, expected) => {
    expect(await select({ q })).toEqual(expected());
    expect(await select({ q }, { choice: 'llm' })).toEqual(expected().map((id) => `${id}-llm`));
    expect(await select({ q }, { choice: 'any' })).toEqual(expected().flatMap((id) => [id, `${id}-llm`]));
  });

  it('no more spans than the limit, those of the newest traces, beside other filters', async () => {
    expect(await select({ q: '"green red"' }, { limit: 3 })).toEqual(common.slice(0, 3));
    expect(await select({ q: '"red green"' }, { limit: 3, choice: 'any' })).toEqual([
      rare[0],
      `${rare[0]}-llm`,
      rare[1],
    ]);
    expect(await select({ q: '"red green"', kind: 'tool' })).toEqual([]);
    expect(await select({ q: '"red green"', kind: 'llm' })).toEqual(rare);
  });

  it('a rare phrase is found through the index of neighbours', async () => {
    const plan = await planOf({ q: '"red green"' });
    expect(plan).toMatch(/Bitmap Index Scan on span_search_by_terms[^\n]*\n\s+Index Cond: .*terms @> .*pairs @> /);
  });

  it('in traces that are given, these alone are looked at', async () => {
    const traceIds = [idOf(1), idOf(7), idOf(8)];
    expect(await select({ q: '"red green"' }, { traceIds })).toEqual([idOf(8), idOf(7)]);
    const plan = await planOf({ q: '"red green"' }, { traceIds });
    expect(plan).toContain('Index Scan using span_search_pkey on span_search x');
    expect(plan).not.toContain('span_search_by_terms');
  });
});
