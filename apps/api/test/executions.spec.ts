import { answer } from './factories/echo-target';
import { ExecutionLab, labsOfEachTest } from './factories/execution-lab';
import { run } from './factories/lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

const RACERS = 50;

describe('executions', () => {
  let api: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ worker: 'inside' });
  });
  afterAll(() => api.close());

  const lab = labsOfEachTest(() => api);
  /** A target that answers nothing until it is let go. */
  const heldBack = (it: ExecutionLab): { letGo(): void } => {
    let isHeld = true;
    const waiting: (() => void)[] = [];
    it.target.behaviour = (call, response) => {
      if (isHeld) waiting.push(() => answer(response, call.input));
      else answer(response, call.input);
    };
    return {
      letGo() {
        isHeld = false;
        for (const go of waiting.splice(0)) go();
      },
    };
  };
  /** An experiment of which some items failed. */
  const withFailures = async (it: ExecutionLab, items: number, isBad: (input: unknown) => boolean): Promise<string> => {
    it.target.behaviour = (call, response) => {
      if (isBad(call.input)) response.writeHead(400).end('no');
      else answer(response, call.input);
    };
    const { id } = await it.experiment(items);
    await it.run(id);
    return id;
  };

  describe('POST /v1/experiments/:id/execute', () => {
    it('202: calls the target once for each item, and stores a run with its scores', async () => {
      const it = await lab();
      const { id, itemIds } = await it.experiment(120);
      const started = await it.execute(id);
      expect(started.execution).toMatchObject({ status: 'pending', target_id: it.targetId, total: 120, succeeded: 0 });
      const ended = await it.ended(id);
      expect(ended).toMatchObject({
        status: 'running',
        completed_at: null,
        execution: { status: 'completed', total: 120, succeeded: 120, failed: 0, skipped: 0, error: null },
      });
      const runs = await it.runs(id);
      expect(runs.map((made) => made.dataset_item_id).sort()).toEqual([...itemIds].sort());
      for (const made of runs) {
        expect(made).toMatchObject({ error: null, retry_count: 0, item_version: 2 });
        expect(made.scores).toMatchObject([{ scorer_name: 'exact_match', value: 1 }]);
        expect(made.latency_ms).toBeGreaterThan(0);
        expect(Date.parse(made.started_at)).toBeLessThanOrEqual(Date.parse(made.created_at));
      }
      expect([...it.target.timesAsked.values()]).toEqual(Array(120).fill(1));
    });

    it('202: execution is null before, and the target may be named', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      expect((await it.lab.client.get(`/v1/experiments/${id}`)).body.execution).toBeNull();
      const { body } = await it.lab.client.get(`/v1/targets/${it.targetId}`);
      expect((await it.run(id, { target_id: body.name })).execution.succeeded).toBe(1);
    });

    it('202: the experiment is completed only with auto_complete', async () => {
      const it = await lab();
      const { id } = await it.experiment(3, { auto_complete: true });
      expect(await it.run(id)).toMatchObject({ status: 'completed', execution: { status: 'completed', succeeded: 3 } });
    });

    it('202: an experiment that is limited to a collection executes the items of that alone', async () => {
      const it = await lab();
      const { datasetId, itemIds } = await it.experiment(5);
      const [first, second, third] = itemIds as [string, string, string];
      const members = [third, 'node', first, second];
      const { body } = await it.lab.client.post('/v1/collections', { name: 'chosen', members }, 201);
      const limited = await it.lab.experiment(datasetId, { collection_id: body.id, auto_complete: true });
      expect((await it.execute(limited, { item_ids: [itemIds[4]] }, 422)).error.code).toBe('INVALID_DATASET_ITEM');
      const some = await it.run(limited, { item_ids: [first] });
      expect(some).toMatchObject({ status: 'running', execution: { total: 1, succeeded: 1 } });
      const all = await it.run(limited);
      expect(all).toMatchObject({ status: 'completed', execution: { total: 3, succeeded: 2, skipped: 1 } });
      expect((await it.runs(limited)).map((made) => made.dataset_item_id).sort()).toEqual(
        [first, second, third].sort(),
      );
    });

    it('202: item_ids limits it to these items', async () => {
      const it = await lab();
      const { id, itemIds } = await it.experiment(10);
      const chosen = itemIds.slice(3, 6);
      expect((await it.run(id, { item_ids: [...chosen, chosen[0]] })).execution).toMatchObject({
        total: 3,
        succeeded: 3,
      });
      expect((await it.runs(id)).map((made) => made.dataset_item_id).sort()).toEqual([...chosen].sort());
    });

    it('202: collection_id limits it to the members that are items of the version', async () => {
      const it = await lab();
      const { id, itemIds } = await it.experiment(6);
      const members = [itemIds[1], itemIds[4], NOTHING, 'no item'];
      const collection = { name: 'some', members, project_id: it.lab.projectId };
      const { body } = await it.lab.client.post('/v1/collections', collection, 201);
      expect((await it.run(id, { collection_id: body.id })).execution).toMatchObject({ total: 2, succeeded: 2 });
      expect((await it.runs(id)).map((made) => made.dataset_item_id).sort()).toEqual([itemIds[1], itemIds[4]].sort());
      await it.execute(id, { collection_id: NOTHING }, 404);
    });

    it('202: collection_id and item_ids together mean the items of both; 422 for one that the collection does not have', async () => {
      const it = await lab();
      const { id, itemIds } = await it.experiment(5);
      const members = [itemIds[1], itemIds[2], NOTHING];
      const { body } = await it.lab.client.post('/v1/collections', { name: 'both', members }, 201);
      for (const chosen of [[itemIds[1], itemIds[3]], [NOTHING], ['x']]) {
        const { error } = await it.execute(id, { collection_id: body.id, item_ids: chosen }, 422);
        expect(error).toMatchObject({ code: 'INVALID_DATASET_ITEM', details: { field: 'item_ids' } });
      }
      expect((await it.lab.client.get(`/v1/experiments/${id}`)).body.execution).toBeNull();
      const { execution } = await it.run(id, { collection_id: body.id, item_ids: [itemIds[2]] });
      expect(execution).toMatchObject({ total: 1, succeeded: 1 });
      expect((await it.runs(id)).map((made) => made.dataset_item_id)).toEqual([itemIds[2]]);
    });

    it('202: collection_id on an experiment that is limited to a collection means the items of both', async () => {
      const it = await lab();
      const { datasetId, itemIds } = await it.experiment(5);
      const collection = async (name: string, members: unknown[]): Promise<string> =>
        (await it.lab.client.post('/v1/collections', { name, members }, 201)).body.id;
      const own = await collection('own', itemIds.slice(0, 3));
      const asked = await collection('asked', itemIds.slice(2, 5));
      const apart = await collection('apart', itemIds.slice(3, 5));
      const id = await it.lab.experiment(datasetId, { collection_id: own, auto_complete: true });
      expect((await it.run(id, { collection_id: apart })).execution).toMatchObject({ status: 'completed', total: 0 });
      const some = await it.run(id, { collection_id: asked });
      expect(some).toMatchObject({ status: 'running', collection_id: own, execution: { total: 1, succeeded: 1 } });
      expect((await it.runs(id)).map((made) => made.dataset_item_id)).toEqual([itemIds[2]]);
      const { error } = await it.execute(id, { collection_id: asked, item_ids: [itemIds[3]] }, 422);
      expect(error).toMatchObject({ code: 'INVALID_DATASET_ITEM', details: { field: 'item_ids' } });
      expect(await it.run(id, { collection_id: own })).toMatchObject({
        status: 'completed',
        execution: { total: 3, succeeded: 2, skipped: 1 },
      });
    });

    it('202: items that have a run already are skipped, and an execution with nothing to do is complete', async () => {
      const it = await lab();
      const { id, itemIds } = await it.experiment(5);
      await it.lab.submit(id, [run(itemIds[0] as string), run(itemIds[1] as string)]);
      expect((await it.run(id)).execution).toMatchObject({ total: 5, succeeded: 3, skipped: 2 });
      expect((await it.execute(id)).execution).toMatchObject({ status: 'completed', total: 5, skipped: 5 });
      expect(it.target.calls).toHaveLength(3);
    });

    it('400: fields out of their limits', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      for (const bad of [
        { max_concurrency: 0 },
        { max_concurrency: 257 },
        { timeout_ms: 0 },
        { max_retries: 11 },
        { item_ids: [] },
        { scorers: [{ scorer_name: 'my own' }] },
        { target_id: 7 },
      ]) {
        expect((await it.execute(id, bad, 400)).error.code).toBe('INVALID_REQUEST');
      }
      const badScorer = {
        scorers: [{ scorer_name: 'exact_match' }, { scorer_name: 'regex', config: { pattern: '(' } }],
      };
      expect((await it.execute(id, badScorer, 400)).error).toMatchObject({
        code: 'INVALID_SCORER_CONFIG',
        details: { field: 'scorers[1].config.pattern' },
      });
    });

    it('404: an unknown experiment, and an unknown target with the names that exist', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      await it.execute(NOTHING, {}, 404);
      const { error } = await it.execute(id, { target_id: 'nobody' }, 404);
      expect(error.details.names).toHaveLength(1);
    });

    it.each(['\u0000', 'a\u0000b', '\ud800'])('404: a target of a name that none can have (%#)', async (name) => {
      const it = await lab();
      const { id } = await it.experiment(1);
      const { error } = await it.execute(id, { target_id: name }, 404);
      expect(error).toMatchObject({ code: 'NOT_FOUND', details: { names: [expect.any(String)] } });
    });

    it('409: while an execution is active', async () => {
      const it = await lab();
      const held = heldBack(it);
      const { id } = await it.experiment(2);
      await it.execute(id);
      expect((await it.execute(id, {}, 409)).error.code).toBe('CONFLICT');
      await it.resume(id, 409);
      await it.retryFailed(id, 409);
      held.letGo();
      await it.ended(id);
    });

    it('409: of 50 that race, one starts', async () => {
      const it = await lab();
      const { id } = await it.experiment(20);
      const body = { target_id: it.targetId };
      // Once it has ended it may be executed again: it does not end while they race.
      const held = heldBack(it);
      const all = await Promise.all(
        Array.from({ length: RACERS }, () => it.lab.client.begin('post', `/v1/experiments/${id}/execute`).send(body)),
      );
      const counts = all.map(({ status }) => status).sort();
      held.letGo();
      expect(counts).toEqual([202, ...Array(RACERS - 1).fill(409)]);
      await it.ended(id);
      expect([...it.target.timesAsked.values()]).toEqual(Array(20).fill(1));
    });

    it('422: a completed experiment is EXPERIMENT_COMPLETED', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      await it.run(id);
      await it.lab.client.post(`/v1/experiments/${id}/complete`, undefined, 200);
      for (const refused of [
        await it.execute(id, {}, 422),
        await it.resume(id, 422),
        await it.retryFailed(id, 422),
        await it.cancel(id, 422),
      ]) {
        expect(refused.error.code).toBe('EXPERIMENT_COMPLETED');
      }
    });

    it('422: items of another dataset, and an experiment whose dataset is deleted', async () => {
      const it = await lab();
      const { id, datasetId } = await it.experiment(1);
      const other = await it.experiment(1);
      for (const itemId of [other.itemIds[0], NOTHING, 'x']) {
        expect((await it.execute(id, { item_ids: [itemId] }, 422)).error.code).toBe('INVALID_DATASET_ITEM');
      }
      await it.lab.client.delete(`/v1/datasets/${datasetId}`);
      expect((await it.execute(id, {}, 422)).error.code).toBe('INVALID_DATASET_ITEM');
    });
  });

  describe('POST /v1/experiments/:id/cancel', () => {
    it('202: ends it at once; calls under way are ended, and nothing more is recorded', async () => {
      const it = await lab();
      const held = heldBack(it);
      const { id } = await it.experiment(40);
      await it.execute(id, { max_concurrency: 4 });
      await it.until(id, () => it.target.active === 4);
      const cancelled = await it.cancel(id);
      expect(cancelled.execution).toMatchObject({ status: 'cancelled', succeeded: 0, failed: 0 });
      await it.until(id, () => it.target.active === 0);
      held.letGo();
      expect(await it.runs(id)).toEqual([]);
      expect((await it.cancel(id)).execution.status).toBe('cancelled');
    });

    it('409: nothing is executed', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      expect((await it.cancel(id, 409)).error.code).toBe('CONFLICT');
      await it.run(id);
      await it.cancel(id, 409);
      await it.cancel(NOTHING, 404);
    });
  });

  describe('POST /v1/experiments/:id/resume', () => {
    it('202: goes on with the items without a run, after a cancel', async () => {
      const it = await lab();
      it.target.behaviour = (call, response) => {
        if (call.number <= 10) answer(response, call.input);
      };
      const { id } = await it.experiment(30);
      await it.execute(id, { max_concurrency: 4 });
      await it.until(id, ({ succeeded }) => succeeded === 10);
      await it.cancel(id);
      const recorded = await it.runs(id);
      it.target.behaviour = (call, response) => answer(response, call.input);
      expect((await it.resume(id)).execution).toMatchObject({ status: 'pending', total: 30, succeeded: 10 });
      expect((await it.ended(id)).execution).toMatchObject({
        status: 'completed',
        total: 30,
        succeeded: 30,
        skipped: 0,
      });
      const runs = await it.runs(id);
      expect(runs).toHaveLength(30);
      for (const before of recorded) expect(runs).toContainEqual(before);
    });

    it('409: an experiment that was never executed', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      expect((await it.resume(id, 409)).error.code).toBe('CONFLICT');
      await it.resume(NOTHING, 404);
    });
  });

  describe('POST /v1/experiments/:id/retry-failed', () => {
    it('202: replaces failed runs in place: same id, one more retry, their scores removed', async () => {
      const it = await lab();
      const isBad = (input: unknown): boolean => ['item 2', 'item 5'].includes(input as string);
      const id = await withFailures(it, 8, isBad);
      const before = await it.runs(id);
      const failed = before.filter((made) => made.error !== null);
      expect(failed).toHaveLength(2);
      for (const { id: runId } of failed) {
        const score = { target_type: 'run', target_id: runId, scorer_name: 'by hand', value: 1 };
        await it.lab.client.post('/v1/scores', score, 201);
      }
      it.target.behaviour = (call, response) => answer(response, call.input);
      expect((await it.retryFailed(id)).execution).toMatchObject({
        status: 'pending',
        succeeded: 6,
        failed: 0,
        total: 8,
      });
      expect((await it.ended(id)).execution).toMatchObject({ status: 'completed', succeeded: 8, failed: 0, total: 8 });
      const after = await it.runs(id);
      expect(after.map((made) => made.id)).toEqual(before.map((made) => made.id));
      for (const { id: runId, dataset_item_id: itemId } of failed) {
        const made = after.find((other) => other.id === runId);
        expect(made).toMatchObject({ dataset_item_id: itemId, error: null, retry_count: 1 });
        expect(made.scores).toMatchObject([{ scorer_name: 'exact_match', value: 1 }]);
      }
      expect(it.target.calls).toHaveLength(8 + 2);
      expect((await it.lab.summary(id)).run_count).toBe(8);
    });

    it('202: what fails again keeps its id too, and what was not retried before a cancel counts as failed', async () => {
      const it = await lab();
      const id = await withFailures(it, 6, () => true);
      it.target.behaviour = (call, response) => {
        if (call.number <= 6 + 2) response.writeHead(422).end();
      };
      await it.retryFailed(id);
      await it.until(id, ({ failed }) => failed === 2);
      expect((await it.cancel(id)).execution).toMatchObject({ total: 6, succeeded: 0, failed: 6 });
      const retries = (await it.runs(id)).map((made) => made.retry_count).sort();
      expect(retries).toEqual([0, 0, 0, 0, 1, 1]);
    });

    it('202: without failed runs it stays as it ended: items without a run are still to be done', async () => {
      const it = await lab();
      const held = heldBack(it);
      const { id } = await it.experiment(3);
      await it.execute(id, { max_concurrency: 1 });
      const { execution: before } = await it.cancel(id);
      held.letGo();
      const { execution } = await it.retryFailed(id);
      const { status, total, succeeded, failed, completed_at } = before;
      expect(execution).toMatchObject({ status, total, succeeded, failed, completed_at });
      expect(execution.status).toBe('cancelled');
      await it.resume(id);
      expect((await it.ended(id)).execution).toMatchObject({ status: 'completed', succeeded: 3 });
    });

    it('409: an experiment that was never executed', async () => {
      const it = await lab();
      const { id } = await it.experiment(1);
      expect((await it.retryFailed(id, 409)).error.code).toBe('CONFLICT');
      await it.retryFailed(NOTHING, 404);
    });
  });
});
