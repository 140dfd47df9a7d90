import type { ServerResponse } from 'node:http';
import { answer } from './factories/echo-target';
import { ExecutionLab, labsOfEachTest } from './factories/execution-lab';
import { run } from './factories/lab';
import { startTestApp, type TestApp } from './test-app';

const MEGABYTE = 1024 * 1024;

describe('executions that meet trouble', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ worker: 'inside' });
  });
  afterAll(() => api.close());

  const lab = labsOfEachTest(() => api);
  const once = async (it: ExecutionLab, body: object = {}): Promise<any> => {
    const { id } = await it.experiment(1);
    const { execution } = await it.run(id, body as never);
    const [made] = await it.runs(id);
    return { execution, run: made };
  };

  describe('a bad answer is the error of its item, never a score', () => {
    const send = (type: string, body: string) => (response: ServerResponse) =>
      void response.setHeader('content-type', type).end(body);
    const CASES: [string, (response: ServerResponse) => void, object][] = [
      [
        'HTML',
        send('text/html', '<html><body>Down for maintenance</body></html>'),
        { excerpt: expect.stringContaining('Down') },
      ],
      ['nothing', send('application/json', ''), {}],
      ['50 MB', send('application/json', `{"output":"${'x'.repeat(50 * MEGABYTE)}"}`), { type: 'too_large' }],
      ['no output', send('application/json', '{"answer":1}'), {}],
      [
        'a refusal',
        (response) => void response.writeHead(403).end('no entry'),
        { type: 'http_403', excerpt: 'no entry' },
      ],
      ['a connection that is cut', (response) => void response.destroy(), {}],
    ];

    it.each(CASES)('%s', async (_, misbehave, expected) => {
      const it = await lab();
      it.target.behaviour = (_call, response) => misbehave(response);
      const { execution, run: made } = await once(it, { max_retries: 0 });
      expect(execution).toMatchObject({ status: 'completed', succeeded: 0, failed: 1 });
      expect(made).toMatchObject({ output: null, scores: [], error: { message: expect.any(String), ...expected } });
    });

    it('one that hangs: timeout_ms', async () => {
      const it = await lab();
      it.target.behaviour = () => undefined;
      const { run: made } = await once(it, { timeout_ms: 100, max_retries: 1 });
      expect(made.error.type).toBe('timeout');
      expect(it.target.calls).toHaveLength(2);
    });
  });

  describe('calls are repeated', () => {
    it.each([429, 500, 503])('after %s, and the run is that of the last one', async (status) => {
      const it = await lab();
      it.target.behaviour = (call, response) => {
        if (call.number < 3) response.writeHead(status).end();
        else answer(response, call.input);
      };
      const { execution, run: made } = await once(it);
      expect(execution).toMatchObject({ succeeded: 1, failed: 0 });
      expect(made).toMatchObject({ error: null, retry_count: 0, scores: [{ value: 1 }] });
      expect(it.target.calls).toHaveLength(3);
    });

    it('not before the time that Retry-After asks for', async () => {
      const it = await lab();
      const at: number[] = [];
      it.target.behaviour = (call, response) => {
        at.push(performance.now());
        if (call.number === 1) response.writeHead(429, { 'retry-after': '1' }).end();
        else answer(response, call.input);
      };
      expect((await once(it)).execution.succeeded).toBe(1);
      expect((at[1] as number) - (at[0] as number)).toBeGreaterThanOrEqual(1_000);
    });

    it('max_retries times at most, and not after other refusals', async () => {
      const it = await lab();
      it.target.behaviour = (_, response) => response.writeHead(500).end('boom');
      expect((await once(it, { max_retries: 1 })).run.error).toMatchObject({ type: 'http_500', excerpt: 'boom' });
      expect(it.target.calls).toHaveLength(2);
      it.target.behaviour = (_, response) => response.writeHead(400).end();
      await once(it);
      expect(it.target.calls).toHaveLength(3);
    });
  });

  it('a dataset that is deleted during the execution fails it with a reason, and runs stay', async () => {
    const it = await lab();
    const { id, datasetId } = await it.experiment(40);
    let isDeleted = false;
    const waiting: (() => void)[] = [];
    it.target.behaviour = (call, response) => {
      if (call.number <= 12 || isDeleted) answer(response, call.input);
      else waiting.push(() => answer(response, call.input));
    };
    await it.execute(id, { max_concurrency: 4 });
    await it.until(id, ({ succeeded }) => succeeded === 12);
    await it.lab.client.delete(`/v1/datasets/${datasetId}`);
    isDeleted = true;
    for (const go of waiting.splice(0)) go();
    const { execution } = await it.ended(id);
    expect(execution).toMatchObject({ status: 'failed', succeeded: 12 });
    expect(execution.error).toContain('dataset was deleted');
    expect(await it.runs(id)).toHaveLength(12);
  });

  it('a target that is deleted during the execution is called no more: it fails with a reason, and runs stay', async () => {
    const it = await lab();
    it.target.behaviour = (call, response) => {
      if (call.number <= 5) answer(response, call.input);
    };
    const { id } = await it.experiment(40);
    await it.execute(id, { max_concurrency: 2 });
    await it.until(id, ({ succeeded }) => succeeded === 5);
    await it.lab.client.delete(`/v1/targets/${it.targetId}`);
    const { execution } = await it.ended(id);
    expect(execution).toMatchObject({ status: 'failed', succeeded: 5, error: 'the target was deleted' });
    expect(await it.runs(id)).toHaveLength(5);
    await it.resume(id);
    expect((await it.ended(id)).execution).toMatchObject({ status: 'failed', error: 'the target was deleted' });
    expect(it.target.calls).toHaveLength(7);
  });

  it('an experiment that is completed during the execution fails it with a reason', async () => {
    const it = await lab();
    const waiting: (() => void)[] = [];
    it.target.behaviour = (call, response) => void waiting.push(() => answer(response, call.input));
    const { id } = await it.experiment(3);
    await it.execute(id);
    await it.until(id, () => waiting.length === 3);
    await it.lab.client.post(`/v1/experiments/${id}/complete`, undefined, 200);
    for (const go of waiting.splice(0)) go();
    expect((await it.ended(id)).execution.error).toContain('was completed');
  });

  it('an item that gets a run from elsewhere meanwhile is skipped', async () => {
    const it = await lab();
    const waiting: (() => void)[] = [];
    it.target.behaviour = (call, response) => void waiting.push(() => answer(response, call.input));
    const { id, itemIds } = await it.experiment(3);
    await it.execute(id);
    await it.until(id, () => waiting.length === 3);
    await it.lab.submit(id, [run(itemIds[1] as string, { output: 'mine' })]);
    for (const go of waiting.splice(0)) go();
    expect((await it.ended(id)).execution).toMatchObject({ status: 'completed', succeeded: 2, skipped: 1 });
    const runs = await it.runs(id);
    expect(runs.find((made) => made.dataset_item_id === itemIds[1]).output).toBe('mine');
    expect((await it.lab.summary(id)).run_count).toBe(3);
  });

  it('two executions on one target together make no more calls at once than the larger limit', async () => {
    const it = await lab();
    it.target.behaviour = (call, response) => setImmediate(() => answer(response, call.input));
    const [first, second] = [await it.experiment(60), await it.experiment(60)];
    await it.execute(first.id, { max_concurrency: 3 });
    await it.execute(second.id, { max_concurrency: 2 });
    expect((await it.ended(first.id)).execution.succeeded).toBe(60);
    expect((await it.ended(second.id)).execution.succeeded).toBe(60);
    expect(it.target.mostActive).toBeLessThanOrEqual(3);
  });
});
