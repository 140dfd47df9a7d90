import { interleaved, median } from '../measure';
import { atMost, type Figure } from '../report';
import type { BenchService } from '../service';

const SMALL = 10_000;
const LARGE = 1_000_000;
const FAR_PAGE = 1_000;
const LIMIT = 50;
const ROUNDS = 60;

async function fill({ client, database }: BenchService, project: string, count: number): Promise<void> {
  await client.call('POST', '/v1/projects', { id: project });
  await database.query(
    `INSERT INTO traces (project_id, id, created_at, root_span_id, root_name, root_kind, root_duration_ms, metadata, span_count, error_count, tokens_input, tokens_output, start_time)
     SELECT $1, 't' || n, '2026-01-01'::timestamptz + n * interval '1 second', 'root', 'answer', 'chain', 12, '{"environment":"production"}', 4, 0, 10, 20, now()
     FROM generate_series(1, $2::int) n`,
    [project, count],
  );
}

/** The cursor after `pages` pages, found by walking. */
async function walk({ client }: BenchService, path: string, pages: number): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page += 1) {
    const next = await client.call<{ next_cursor: string | null }>(
      'GET',
      `${path}&limit=${LIMIT}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    if (next.next_cursor === null) throw new Error('the list is too short for this walk');
    cursor = next.next_cursor;
  }
  return cursor;
}

/** Pages near and far, in a small and a large table. */
export async function pages(service: BenchService): Promise<Figure[]> {
  const { client, database } = service;
  await fill(service, 'bench-small', SMALL);
  await fill(service, 'bench-large', LARGE);
  await database.query('VACUUM ANALYZE traces');
  const path = '/v1/traces?project_id=bench-large';
  const cursor = await walk(service, path, FAR_PAGE);
  const times = await interleaved(ROUNDS, 10, {
    near: () => client.send('GET', `${path}&limit=${LIMIT}`),
    far: () => client.send('GET', `${path}&limit=${LIMIT}&cursor=${cursor}`),
    small: () => client.send('GET', `/v1/traces?project_id=bench-small&limit=${LIMIT}`),
  });
  const [near, far, small] = [times.near, times.far, times.small].map((side) => median(side ?? [])) as [
    number,
    number,
    number,
  ];
  return [
    atMost(
      'Trace page 1,000 against page 1',
      far / near,
      1.3,
      '×',
      `${far.toFixed(2)} ms against ${near.toFixed(2)} ms`,
    ),
    atMost(
      'Trace page in 1,000,000 rows against 10,000',
      near / small,
      2,
      '×',
      `${near.toFixed(2)} ms against ${small.toFixed(2)} ms`,
    ),
  ];
}
