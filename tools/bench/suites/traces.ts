import { interleaved, median } from '../measure';
import { atMost, type Figure } from '../report';
import { untilIndexed } from '../search/load';
import type { BenchClient } from '../bench-client';
import type { BenchService } from '../service';

const ROUNDS = 200;
/** Until the engine has compiled what reads. */
const WARMUPS = 100;
const LARGE = 10_000;
const BATCH = 1_000;

async function send(client: BenchClient, traceId: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const spans = Array.from({ length: Math.min(BATCH, count - from) }, (_, offset) => {
      const index = from + offset;
      const start_time = new Date(Date.parse('2026-02-21T22:00:00.000Z') + index).toISOString();
      return {
        id: `s${index}`,
        trace_id: traceId,
        ...(index === 0 ? {} : { parent_span_id: 's0' }),
        name: 'step',
        input: { text: 'x'.repeat(900) },
        output: { text: 'y'.repeat(800) },
        start_time,
      };
    });
    await client.call('POST', '/v1/traces/ingest', { project_id: 'bench-traces', spans });
  }
}

/** Reading one trace: 200 spans of 2 KB whole, and the first byte of one with 10,000. */
export async function traces(service: BenchService): Promise<Figure[]> {
  const { client } = service;
  await send(client, 'small', 200);
  await send(client, 'large', LARGE);
  await untilIndexed(service);
  const read = async (path: string): Promise<number> => {
    const answer = await client.send('GET', path);
    if (answer.status !== 200) throw new Error(answer.text.slice(0, 500));
    return answer.firstByteMs;
  };
  const firstBytesMs: number[] = [];
  const times = await interleaved(ROUNDS, WARMUPS, { small: () => read('/v1/traces/small?project_id=bench-traces') });
  await interleaved(5, 1, {
    large: async () => firstBytesMs.push(await read('/v1/traces/large?project_id=bench-traces')),
  });
  return [
    atMost(
      'GET one trace of 200 spans of 2 KB',
      median(times.small ?? []),
      3,
      'ms',
      'median, whole answer, one connection; bounded by moving 400 KB of rows from Postgres through the driver (2.4 ms alone) and out again',
    ),
    atMost(
      'First byte of a trace of 10,000 spans',
      median(firstBytesMs),
      100,
      'ms',
      'bounded by reading and sorting the ids of the spans before the first byte',
    ),
  ];
}
