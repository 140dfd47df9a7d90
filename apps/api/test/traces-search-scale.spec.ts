import { SearchIndexer } from '@assay/traces';
import { newProject, span } from './factories/spans';
import { startTestApp, type TestApp } from './test-app';

const TRACES = 320;

/** A trace of the project, as the tests know it. */
interface Sent {
  readonly id: string;
  readonly words: string;
  readonly durationMs: number;
  readonly hasError: boolean;
}

/** In every trace; in one of ten; in few, far from the newest; in the newest alone; in the oldest half alone. */
function wordsOf(index: number): string {
  const words = ['everywhere', 'in order'];
  if (index % 10 === 3) words.push('tenth part');
  if ([7, 8, 31].includes(index)) words.push('seldom seen');
  if (index > TRACES - 20) words.push('lately');
  if (index < TRACES / 2) words.push('formerly');
  return words.join(' ');
}

describe('GET /v1/traces?q= among more traces than it looks at first', () => {
  const project = newProject();
  const sent: Sent[] = Array.from({ length: TRACES }, (_, index) => ({
    id: `t${String(index).padStart(3, '0')}`,
    words: wordsOf(index),
    durationMs: (index * 7919) % 1_000,
    hasError: index % 3 === 0,
  }));
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp();
    for (let at = 0; at < TRACES; at += 40) {
      const spans = sent.slice(at, at + 40).map(({ id, words, durationMs, hasError }) =>
        span({
          trace_id: id,
          id,
          input: words,
          end_time: new Date(Date.parse('2026-02-21T22:00:00Z') + durationMs).toISOString(),
          error: hasError ? { message: 'x' } : null,
        }),
      );
      await api.admin.post('/v1/traces/ingest', { project_id: project, spans }, 201);
    }
    await api.app.get(SearchIndexer).drain();
  });
  afterAll(() => api.close());

  /** Ids in the order of a walk through all pages. */
  async function walk(q: string, more: string): Promise<string[]> {
    const ids: string[] = [];
    for (let cursor = ''; ;) {
      const path = `/v1/traces?project_id=${project}&limit=13&q=${encodeURIComponent(q)}${more}${cursor}`;
      const { body } = await api.admin.get(path);
      ids.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next_cursor === null) return ids;
      cursor = `&cursor=${body.next_cursor}`;
    }
  }

  const ORDERS: [string, (a: Sent, b: Sent) => number][] = [
    ['', (a, b) => (a.id < b.id ? 1 : -1)],
    ['&order=asc', (a, b) => (a.id < b.id ? -1 : 1)],
    ['&sort=duration_ms', (a, b) => b.durationMs - a.durationMs || (a.id < b.id ? 1 : -1)],
  ];

  it.each([
    'everywhere',
    'tenth',
    '"tenth part"',
    '"part tenth"',
    '"in order tenth part"',
    '"order everywhere"',
    'seldom',
    '"seldom seen"',
    'everywhere seldom',
    'lately',
    'formerly',
    'nowhere',
  ])('%s is found in every trace that has it, in every order, over all pages, with a filter too', async (q) => {
    const isPhrase = q.startsWith('"');
    const wanted = isPhrase ? [q.slice(1, -1)] : q.split(' ');
    const holders = sent.filter(({ words }) => wanted.every((word) => words.includes(word)));
    for (const [order, compare] of ORDERS) {
      const expected = [...holders].sort(compare);
      expect([order, await walk(q, order)]).toEqual([order, expected.map(({ id }) => id)]);
      const errors = expected.filter(({ hasError }) => hasError).map(({ id }) => id);
      expect([order, await walk(q, `${order}&has_error=true`)]).toEqual([order, errors]);
    }
  });
});
