import { interleaved, median, percentile, timedMs } from '../measure';
import { atLeast, atMost, type Figure } from '../report';
import type { BenchService } from '../service';

const WRITERS = 16;
const WRITES_PER_WRITER = 300;
const BATCH = 1_000;
const BATCH_ROUNDS = 15;
const PAGE_ROUNDS = 100;
const ITEMS = 10_000;

async function writers({ client }: BenchService, datasetId: string): Promise<Figure[]> {
  const latenciesMs: number[] = [];
  const body = JSON.stringify({ input: { question: 'What is the capital of France?' }, expected_output: 'Paris' });
  const write = async (count: number, keep: boolean): Promise<void> => {
    for (let index = 0; index < count; index += 1) {
      const spentMs = await timedMs(async () => {
        const answer = await client.send('POST', `/v1/datasets/${datasetId}/items`, body);
        if (answer.status !== 201) throw new Error(answer.text);
      });
      if (keep) latenciesMs.push(spentMs);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, () => write(20, false)));
  const totalMs = await timedMs(() =>
    Promise.all(Array.from({ length: WRITERS }, () => write(WRITES_PER_WRITER, true))),
  );
  const rate = (latenciesMs.length / totalMs) * 1_000;
  return [
    atLeast(
      '16 writers adding items to one dataset',
      rate,
      1_500,
      'items/s',
      'each write durable on its 201, each its own version; bounded by two cores shared with the load generator',
    ),
    atMost('16 writers, 99th percentile', percentile(latenciesMs, 99), 40, 'ms'),
  ];
}

/** Writes to one dataset, batches, and pages of its items. */
export async function items(service: BenchService): Promise<Figure[]> {
  const { client } = service;
  const make = async (name: string): Promise<string> =>
    (await client.call<{ id: string }>('POST', '/v1/datasets', { project_id: 'bench-items', name })).id;
  const figures = await writers(service, await make('writers'));
  const batchBody = JSON.stringify({
    items: Array.from({ length: BATCH }, (_, index) => ({
      input: { question: `Question ${index}?` },
      expected_output: `Answer ${index}`,
      metadata: { n: index },
    })),
  });
  const batched = await make('batched');
  const batches = await interleaved(BATCH_ROUNDS, 3, {
    batch: async () => {
      const answer = await client.send('POST', `/v1/datasets/${batched}/items/batch`, batchBody);
      if (answer.status !== 201) throw new Error(answer.text.slice(0, 500));
    },
  });
  figures.push(atMost('Batch of 1,000 items', median(batches.batch ?? []), 60, 'ms'));
  const paged = await make('paged');
  for (let done = 0; done < ITEMS; done += BATCH)
    await client.send('POST', `/v1/datasets/${paged}/items/batch`, batchBody);
  const reads = await interleaved(PAGE_ROUNDS, 10, {
    page: () => client.send('GET', `/v1/datasets/${paged}/items?limit=50`),
  });
  figures.push(atMost('Item page of 50 at 10,000 items', median(reads.page ?? []), 4, 'ms', 'median, one connection'));
  return figures;
}
