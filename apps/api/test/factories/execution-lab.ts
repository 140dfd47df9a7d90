import { setTimeout as delay } from 'node:timers/promises';
import { newId } from '@assay/shared/ids';
import type { TestApp } from '../test-app';
import { EchoTarget } from './echo-target';
import { Lab, type LabItem, type Sent } from './lab';

const DEADLINE_MS = 40_000;
const LOOK_MS = 25;

/** A lab with a system under test that is registered as a target. */
export class ExecutionLab {
  private constructor(
    readonly lab: Lab,
    readonly target: EchoTarget,
    readonly targetId: string,
  ) {}

  static async open(api: TestApp, target?: EchoTarget, place?: Lab): Promise<ExecutionLab> {
    const lab = place ?? (await Lab.open(api));
    const called = target ?? (await EchoTarget.start());
    const made = await lab.client.post('/v1/targets', { name: `echo ${newId()}`, type: 'http', url: called.url }, 201);
    return new ExecutionLab(lab, called, made.body.id);
  }

  /** A dataset and an experiment on it. Items expect their own input, so that an echo is right. */
  async experiment(
    items: number | LabItem[],
    body: Sent = {},
  ): Promise<{ id: string; datasetId: string; itemIds: string[] }> {
    const made =
      typeof items === 'number'
        ? Array.from({ length: items }, (_, index) => ({ input: `item ${index}`, expected_output: `item ${index}` }))
        : items;
    const dataset = await this.lab.dataset(made.slice(0, 1_000));
    const id = dataset.id;
    const itemIds = [...dataset.itemIds];
    for (let from = 1_000; from < made.length; from += 1_000) {
      itemIds.push(...(await this.lab.items(id, made.slice(from, from + 1_000))));
    }
    return { id: await this.lab.experiment(id, body), datasetId: id, itemIds };
  }

  /** Starts to execute an experiment with `exact_match`. */
  async execute(experimentId: string, body: Sent = {}, status = 202): Promise<any> {
    const order = { target_id: this.targetId, scorers: [{ scorer_name: 'exact_match' }], ...body };
    return (await this.lab.client.post(`/v1/experiments/${experimentId}/execute`, order, status)).body;
  }

  async cancel(experimentId: string, status = 202): Promise<any> {
    return (await this.lab.client.post(`/v1/experiments/${experimentId}/cancel`, undefined, status)).body;
  }

  async resume(experimentId: string, status = 202): Promise<any> {
    return (await this.lab.client.post(`/v1/experiments/${experimentId}/resume`, undefined, status)).body;
  }

  async retryFailed(experimentId: string, status = 202): Promise<any> {
    return (await this.lab.client.post(`/v1/experiments/${experimentId}/retry-failed`, undefined, status)).body;
  }

  /** The experiment, once `isSo`. */
  async until(experimentId: string, isSo: (execution: any) => boolean): Promise<any> {
    const deadlineMs = Date.now() + DEADLINE_MS;
    for (;;) {
      const { body } = await this.lab.client.get(`/v1/experiments/${experimentId}`);
      if (isSo(body.execution)) return body;
      if (Date.now() > deadlineMs) throw new Error(`it did not come so far: ${JSON.stringify(body.execution)}`);
      await delay(LOOK_MS);
    }
  }

  /** The experiment at the end of its execution. */
  ended(experimentId: string): Promise<any> {
    return this.until(experimentId, ({ status }) => status !== 'pending' && status !== 'running');
  }

  /** Executes an experiment to its end. */
  async run(experimentId: string, body: Sent = {}): Promise<any> {
    await this.execute(experimentId, body);
    return this.ended(experimentId);
  }

  /** Every run of an experiment. */
  async runs(experimentId: string): Promise<any[]> {
    const runs: any[] = [];
    for (let cursor = ''; ;) {
      const { body } = await this.lab.client.get(`/v1/experiments/${experimentId}/runs?limit=200${cursor}`);
      runs.push(...body.items);
      if (body.next_cursor === null) return runs;
      cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
    }
  }
}

/**
 * Gives each test of a file labs of its own, whose targets are stopped behind it.
 * @param api where they are opened
 */
export function labsOfEachTest(api: () => TestApp): () => Promise<ExecutionLab> {
  const open: ExecutionLab[] = [];
  afterEach(async () => {
    for (const { target } of open.splice(0)) await target.stop();
  });
  return async () => {
    const lab = await ExecutionLab.open(api());
    open.push(lab);
    return lab;
  };
}
