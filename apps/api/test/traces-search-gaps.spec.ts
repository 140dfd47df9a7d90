import { SearchIndexer } from '@assay/traces';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

/** More spans than a search gathers before it tries to walk, and more traces than it walks. */
const TRACES = 10_300;
const BATCH = 1_000;
/** More traces than a search looks at first. */
const NEWEST = 150;

/** The newest traces are of another kind than all before, but for what they have in common with the oldest. */
function wordsOf(index: number): string {
  if (index >= TRACES - 20) return 'both ends';
  if (index >= TRACES - NEWEST) return 'newest';
  return index < 20 ? 'all before both ends' : 'all before';
}

describe('GET /v1/traces?q= where the newest traces mislead', () => {
  const project = newProject();
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
    for (let from = 0; from < TRACES; from += BATCH) {
      const spans = Array.from({ length: Math.min(BATCH, TRACES - from) }, (_, offset) =>
        span({ trace_id: idOf(from + offset), id: idOf(from + offset), input: wordsOf(from + offset) }),
      );
      await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
    }
    await api.app.get(SearchIndexer).drain();
  }, 120_000);
  afterAll(() => api.close());

  const idOf = (index: number): string => `t${String(index).padStart(5, '0')}`;
  const newestFirst = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, offset) => idOf(to - 1 - offset));

  /** Ids of the first pages. */
  async function found(q: string, pages: number): Promise<string[]> {
    const ids: string[] = [];
    let cursor = '';
    for (let page = 0; page < pages; page += 1) {
      const path = `/v1/traces?project_id=${project}&limit=30&q=${encodeURIComponent(q)}${cursor}`;
      const { body } = await api.admin.get(path);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    return ids;
  }

  it.each(['all', '"all before"'])(
    '%s, in nearly every trace but the newest, is found from the newest that has it',
    async (q) => {
      const to = TRACES - NEWEST;
      expect(await found(q, 2)).toEqual(newestFirst(to - 60, to));
    },
  );

  it.each(['both', '"both ends"'])(
    '%s, in the newest traces and then in none but the oldest, is found in all',
    async (q) => {
      expect(await found(q, 9)).toEqual([...newestFirst(TRACES - 20, TRACES), ...newestFirst(0, 20)]);
    },
  );
});
