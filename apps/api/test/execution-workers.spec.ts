import { answer } from './factories/echo-target';
import { ExecutionLab } from './factories/execution-lab';
import { WorkerProcess } from './factories/worker-process';
import { startTestApp, type TestApp } from './test-app';

/** Starting a process from the sources takes a while on a busy machine. */
const TIMEOUT_MS = 240_000;

jest.setTimeout(TIMEOUT_MS);

describe('several workers on one execution', () => {
  /** Takes requests only. */
  let api: TestApp;
  let it_: ExecutionLab;
  const workers: WorkerProcess[] = [];
  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    it_ = await ExecutionLab.open(api);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.end('SIGKILL');
    await it_.target.stop();
  });
  const startWorkers = async (count: number): Promise<WorkerProcess[]> => {
    const started = await Promise.all(Array.from({ length: count }, () => WorkerProcess.start(api.databaseUrl)));
    workers.push(...started);
    return started;
  };

  it('share it, and the target never sees more calls at once than max_concurrency', async () => {
    await startWorkers(2);
    const { id } = await it_.experiment(200);
    it_.target.behaviour = (call, response) => setImmediate(() => answer(response, call.input));
    const { execution } = await it_.run(id, { max_concurrency: 5 });
    expect(execution).toMatchObject({ status: 'completed', succeeded: 200 });
    expect(it_.target.mostActive).toBeLessThanOrEqual(5);
    expect([...it_.target.timesAsked.values()]).toEqual(Array(200).fill(1));
  });

  it('kill -9 of one loses nothing, repeats no recorded item, and calls at most once more for each slot', async () => {
    const [first] = (await startWorkers(1)) as [WorkerProcess];
    const slots = 4;
    const { id } = await it_.experiment(60);
    const waiting: (() => void)[] = [];
    let isHeld = false;
    it_.target.behaviour = (call, response) => {
      if (call.number > 20 && isHeld) waiting.push(() => answer(response, call.input));
      else answer(response, call.input);
    };
    isHeld = true;
    await it_.execute(id, { max_concurrency: slots });
    await it_.until(id, ({ succeeded }) => succeeded === 20 && waiting.length === slots);
    const recorded = await it_.runs(id);
    await first.end('SIGKILL');
    isHeld = false;
    await startWorkers(1);
    expect((await it_.ended(id)).execution).toMatchObject({
      status: 'completed',
      total: 60,
      succeeded: 60,
      skipped: 0,
    });
    const runs = await it_.runs(id);
    expect(runs).toHaveLength(60);
    for (const before of recorded) expect(runs).toContainEqual(before);
    for (const run of runs) expect(run.scores).toHaveLength(1);
    const repeated = [...it_.target.timesAsked.values()].filter((times) => times > 1);
    expect(repeated.length).toBeLessThanOrEqual(slots);
    expect(Math.max(...it_.target.timesAsked.values())).toBeLessThanOrEqual(2);
  });

  it('one that is asked to stop gives back what it has not begun, and another one goes on', async () => {
    const [first] = (await startWorkers(1)) as [WorkerProcess];
    const { id } = await it_.experiment(80);
    it_.target.behaviour = (call, response) => setImmediate(() => answer(response, call.input));
    await it_.execute(id, { max_concurrency: 2 });
    await it_.until(id, ({ succeeded }) => succeeded > 5);
    expect(await first.end('SIGTERM')).toBe(0);
    await startWorkers(1);
    expect((await it_.ended(id)).execution).toMatchObject({ status: 'completed', succeeded: 80 });
    expect([...it_.target.timesAsked.values()]).toEqual(Array(80).fill(1));
  });
});
