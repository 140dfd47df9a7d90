import type { ServerResponse } from 'node:http';
import { ModulesContainer } from '@nestjs/core';
import { Database } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { answer } from './factories/echo-target';
import { ExecutionLab } from './factories/execution-lab';
import { startTestApp, type TestApp } from './test-app';

interface Planned {
  readonly attempt: number;
  readonly position: number;
  readonly id: string;
}

/** What records results within the service; no request reaches it alone. */
interface Records {
  record(place: object, items: { item: object; run: undefined }[], replaces: boolean): Promise<void>;
}

function recordsOf(api: TestApp): Records {
  const providers = [...api.app.get(ModulesContainer).values()].flatMap((module) => [...module.providers.values()]);
  return providers.find(({ name }) => name === 'RecordService')?.instance as Records;
}

describe('an item that is recorded twice', () => {
  let api: TestApp;
  let it_: ExecutionLab;
  beforeAll(async () => {
    api = await startTestApp({ worker: 'inside' });
    it_ = await ExecutionLab.open(api);
  });
  afterAll(async () => {
    await it_.target.stop();
    await api.close();
  });

  it('counts once: a process that was held up, or whose commit was not answered, ends nothing too early', async () => {
    const held: [unknown, ServerResponse][] = [];
    it_.target.behaviour = (call, response) => void held.push([call.input, response]);
    const { id } = await it_.experiment(3);
    await it_.execute(id, { max_concurrency: 1 });
    await it_.until(id, () => held.length === 1);

    const { rows } = await api.app.get(Database).run<Planned & Record<string, unknown>>(
      `SELECT c.attempt, c.position, n.id FROM execution_chunks c CROSS JOIN LATERAL unnest(c.item_ids) AS n (id)
       WHERE c.project_id = $1 AND c.experiment_id = $2::uuid ORDER BY c.position DESC, n.id DESC LIMIT 1`,
      [it_.lab.projectId, id],
    );
    const { attempt, position, id: itemId } = rows[0] as Planned;
    const place = { projectId: it_.lab.projectId, experimentId: id, attempt, workerId: newId() };
    const item = { id: itemId, position, run_id: null };
    for (let count = 0; count < 3; count += 1) await recordsOf(api).record(place, [{ item, run: undefined }], false);
    const between = (await it_.lab.client.get(`/v1/experiments/${id}`)).body.execution;
    expect(between).toMatchObject({ status: 'running', total: 3, succeeded: 0, skipped: 1 });

    it_.target.behaviour = (call, response) => answer(response, call.input);
    for (const [input, response] of held) answer(response, input);
    expect((await it_.ended(id)).execution).toMatchObject({ status: 'completed', failed: 0, skipped: 1 });
  });
});
