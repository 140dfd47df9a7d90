import { Database } from '@assay/database';
import { FakeOpenAi, says } from '@assay/testing';
import { eventually } from './eventually';
import { Lab, run } from './factories/lab';
import { WorkerProcess } from './factories/worker-process';
import { startTestApp, type TestApp } from './test-app';

/** Starting a process from the sources takes a while on a busy machine. */
const TIMEOUT_MS = 240_000;
/** How long a task is a worker's own without renewal. */
const LEASE_MS = 8_000;

jest.setTimeout(TIMEOUT_MS);

describe('several workers and one provider', () => {
  /** Takes requests only. */
  let api: TestApp;
  let fake: FakeOpenAi;
  let lab: Lab;
  let workers: WorkerProcess[];
  beforeAll(async () => {
    fake = await FakeOpenAi.start();
    api = await startTestApp();
    workers = await Promise.all([WorkerProcess.start(api.databaseUrl), WorkerProcess.start(api.databaseUrl)]);
  });
  beforeEach(async () => {
    fake.reset();
    lab = await Lab.open(api);
  });
  afterAll(async () => {
    for (const worker of workers) await worker.end('SIGKILL');
    await api.close();
    await fake.close();
  });

  /** A run with so many scores that only a model can make, each by a question of its own. */
  const judged = async (scores: number, provider: object): Promise<string> => {
    await lab.client.put(`/v1/projects/${lab.projectId}/provider`, { base_url: fake.baseUrl, model: 'm', ...provider });
    const { id, itemIds } = await lab.dataset(1);
    const asked = Array.from({ length: scores }, (_, index) => ({
      scorer_name: `judge ${index}`,
      scorer: 'llm_judge',
      config: { prompt_template: `${index} {{output}}` },
    }));
    const experimentId = await lab.experiment(id);
    return (await lab.submit(experimentId, [run(itemIds[0], { output: 'x', scores: asked })])).body.run_ids[0];
  };
  const scoresOf = async (runId: string): Promise<any[]> =>
    (await lab.client.get(`/v1/scores?target_id=${runId}&target_type=run&limit=200`)).body.items;
  const allOf = (runId: string, count: number): Promise<any[]> =>
    eventually(`${count} scores`, async () => {
      const found = await scoresOf(runId);
      return found.length >= count ? found : undefined;
    });

  /** When the only task may be taken, in milliseconds since 1970; undefined when there is none. */
  const dueAt = async (): Promise<number | undefined> => {
    const text = 'SELECT t.due_at FROM score_tasks t WHERE t.project_id = $1';
    const { rows } = await api.app.get(Database).run<{ due_at: string }>(text, [lab.projectId]);
    return rows[0] === undefined ? undefined : Date.parse(rows[0].due_at);
  };

  it('never have more calls open at it than max_concurrency, together', async () => {
    fake.answerBy(() => says('0.5', { after: new Promise(setImmediate) }));
    const runId = await judged(100, { max_concurrency: 3 });
    expect(await allOf(runId, 100)).toHaveLength(100);
    expect(fake.requests).toHaveLength(100);
    expect(fake.peakConcurrency).toBe(3);
  });

  it('never begin more calls in a minute than requests_per_minute, together', async () => {
    fake.answerBy(() => says('0.5'));
    const runId = await judged(12, { requests_per_minute: 5 });
    await allOf(runId, 5);
    const text = `SELECT count(*)::integer AS waiting FROM score_tasks t
      WHERE t.project_id = $1 AND t.due_at > $2::timestamptz AND t.attempts = 0`;
    await eventually('the others to be put off, uncounted', async () => {
      const soon = new Date(Date.now() + 15_000).toISOString();
      const { rows } = await api.app.get(Database).run<{ waiting: number }>(text, [lab.projectId, soon]);
      return rows[0]?.waiting === 7 ? true : undefined;
    });
    expect(fake.requests).toHaveLength(5);
    expect(await scoresOf(runId)).toHaveLength(5);
  });

  it('a slow answer is waited for, and asked for once', async () => {
    const gate = Promise.withResolvers<void>();
    fake.answerBy(() => says('0.5', { after: gate.promise }));
    const runId = await judged(1, {});
    await fake.received(1);
    const taken = (await dueAt()) as number;
    // By then the first lease has ended, and the other worker has looked for tasks.
    await eventually(
      'the lease to be renewed',
      async () => ((await dueAt()) as number) > taken + LEASE_MS + 2_000 || undefined,
    );
    gate.resolve();
    expect(await allOf(runId, 1)).toHaveLength(1);
    expect(fake.requests).toHaveLength(1);
  });

  it('kill -9 in the middle of a call: the other one takes the task over, and there is one score', async () => {
    const [killed, other] = workers as [WorkerProcess, WorkerProcess];
    await other.end('SIGTERM');
    fake.answerBy(() => says('0.1', { after: new Promise(() => undefined) }));
    // The only call that the provider may get at once has to be given up by the dead one as well.
    const runId = await judged(1, { max_concurrency: 1 });
    await fake.received(1);
    await killed.end('SIGKILL');
    const lapsesAt = (await dueAt()) as number;
    expect(lapsesAt - Date.now()).toBeLessThanOrEqual(LEASE_MS);
    fake.answerBy(() => says('0.9'));
    workers = [await WorkerProcess.start(api.databaseUrl)];
    expect((await allOf(runId, 1)).map(({ value }) => value)).toEqual([0.9]);
    expect(await dueAt()).toBeUndefined();
    expect(fake.requests).toHaveLength(2);
  });
});
