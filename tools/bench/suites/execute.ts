import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { interleaved, median } from '../measure';
import { atLeast, type Figure } from '../report';
import type { BenchService } from '../service';
import { type EchoTarget, startEcho } from '../start-echo';

const PROJECT = 'bench-execute';
const ITEMS = 1_000;
const CONCURRENCY = 16;
const ROUNDS = 9;
const WARMUPS = 10;
const POLL_MS = 50;
const SCORERS = [{ scorer_name: 'exact_match' }];

interface Execution {
  status: string;
  succeeded: number;
  requested_at: string;
  started_at: string;
  completed_at: string;
}

/** An experiment of 1,000 items on an echo target with one scorer, next to what its parts cost alone. */
export async function execute(service: BenchService): Promise<Figure[]> {
  const echo = await startEcho();
  const agent = new Agent();
  try {
    const lab = await prepare(service, echo);
    const spansMs: { whole: number; working: number }[] = [];
    const times = await interleaved(ROUNDS, WARMUPS, {
      executed: async () => spansMs.push(await executed(service, lab)),
      straight: () => straight(echo.url, agent),
      submitted: () => submitted(service, lab),
    });
    const measured = spansMs.slice(WARMUPS);
    const ratePerSecond = (times: readonly number[]): number => (ITEMS / median(times)) * 1_000;
    const straightMs = median(times.straight ?? []);
    const submittedMs = median(times.submitted ?? []);
    const wholeMs = median(measured.map(({ whole }) => whole));
    const workingMs = median(measured.map(({ working }) => working));
    const coldMs = Math.round(spansMs[0]?.whole ?? 0);
    const note = `median of ${ROUNDS} after ${WARMUPS} to warm up, the first of which took ${coldMs} ms; from request to completion ${Math.round(wholeMs)} ms, of it working ${Math.round(workingMs)} ms; the same ${ITEMS} calls straight from undici ${Math.round(straightMs)} ms (${Math.round(ratePerSecond(times.straight ?? []))}/s), the same runs and scores submitted in one request ${Math.round(submittedMs)} ms`;
    return [
      atLeast(
        `Experiment of ${ITEMS} items on an echo target, one scorer, concurrency ${CONCURRENCY}`,
        (ITEMS / wholeMs) * 1_000,
        2_000,
        'items/s',
        note,
      ),
    ];
  } finally {
    await agent.close();
    echo.stop();
  }
}

interface Lab {
  readonly datasetId: string;
  readonly targetId: string;
  readonly itemIds: readonly string[];
}

async function prepare({ client }: BenchService, echo: EchoTarget): Promise<Lab> {
  const dataset = await client.call<{ id: string }>('POST', '/v1/datasets', { project_id: PROJECT, name: 'echoed' });
  const items = Array.from({ length: ITEMS }, (_, index) => ({
    input: { question: `Question ${index}?` },
    expected_output: { question: `Question ${index}?` },
  }));
  const made = await client.call<{ items: { id: string }[] }>('POST', `/v1/datasets/${dataset.id}/items/batch`, {
    items,
  });
  const target = await client.call<{ id: string }>('POST', '/v1/targets', {
    project_id: PROJECT,
    name: 'echo',
    type: 'http',
    url: echo.url,
  });
  return { datasetId: dataset.id, targetId: target.id, itemIds: made.items.map(({ id }) => id) };
}

async function experiment({ client }: BenchService, { datasetId }: Lab): Promise<string> {
  const body = { project_id: PROJECT, name: 'bench', dataset_id: datasetId };
  return (await client.call<{ id: string }>('POST', '/v1/experiments', body)).id;
}

/** Executes an experiment; gives its times by the clock of the service. */
async function executed(service: BenchService, lab: Lab): Promise<{ whole: number; working: number }> {
  const id = await experiment(service, lab);
  const order = { target_id: lab.targetId, scorers: SCORERS, max_concurrency: CONCURRENCY };
  await service.client.call('POST', `/v1/experiments/${id}/execute`, order);
  for (;;) {
    const { execution } = await service.client.call<{ execution: Execution }>('GET', `/v1/experiments/${id}`);
    if (execution.status === 'completed') return spansOf(execution);
    if (execution.status === 'failed') throw new Error(JSON.stringify(execution));
    await delay(POLL_MS);
  }
}

function spansOf(execution: Execution): { whole: number; working: number } {
  if (execution.succeeded !== ITEMS) throw new Error(`${execution.succeeded} of ${ITEMS} items succeeded`);
  const [requested, started, completed] = [execution.requested_at, execution.started_at, execution.completed_at].map(
    (time) => Date.parse(time),
  ) as [number, number, number];
  return { whole: completed - requested, working: completed - started };
}

/** The same calls without the service. */
async function straight(url: string, agent: Agent): Promise<void> {
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < ITEMS) {
      const body = JSON.stringify({ input: { question: `Question ${(next += 1)}?` } });
      const headers = { 'content-type': 'application/json' };
      await (await request(url, { method: 'POST', headers, body, dispatcher: agent })).body.json();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, caller));
}

/** The same runs, scored by the server, in one request. */
async function submitted(service: BenchService, lab: Lab): Promise<void> {
  const id = await experiment(service, lab);
  const runs = lab.itemIds.map((itemId, index) => ({
    dataset_item_id: itemId,
    output: { question: `Question ${index}?` },
    latency_ms: 1.5,
    scores: SCORERS,
  }));
  await service.client.call('POST', `/v1/experiments/${id}/runs`, { runs });
}
