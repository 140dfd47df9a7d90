import { join } from 'node:path';
import { Database } from '@assay/database';
import { fuzz } from '../../../tools/fuzz/fuzz';
import { confirmGoodBatches } from '../../../tools/fuzz/good-batch';
import { seedRequests } from '../../../tools/fuzz/requests';
import { FuzzSender } from '../../../tools/fuzz/sender';
import { fuzzSettings } from '../../../tools/fuzz/settings';
import { storedState } from '../../../tools/fuzz/stored-state';
import { startTestApp, type TestApp } from './test-app';
import { ADMIN_KEY } from './test-config';

const COUNT = 1_000;

describe('POST /v1/traces, whatever is sent', () => {
  let api: TestApp;
  let sender: FuzzSender;
  beforeAll(async () => {
    api = await startTestApp();
    sender = new FuzzSender(api.url, ADMIN_KEY);
  });
  afterAll(async () => {
    sender.close();
    await api.close();
  });

  it('changed bodies of both encodings are stored or refused, never 5xx; what is stored agrees with itself', async () => {
    const seeds = seedRequests(join(__dirname, '..', '..', '..'));
    const { answers, failure } = await fuzz(sender, seeds, fuzzSettings(COUNT));
    expect(failure).toBeUndefined();
    expect(answers['json 200']).toBeGreaterThan(0);
    expect(answers['protobuf 200']).toBeGreaterThan(0);
    const { traces, contradictions } = await storedState((text) => api.app.get(Database).run(text));
    expect([traces > 0, contradictions]).toEqual([true, []]);
  });

  it('and then good batches of both encodings are stored and can be read', async () => {
    for (const id of await confirmGoodBatches(sender))
      expect((await api.admin.get(`/v1/traces/${id}?project_id=good`)).body.spans).toHaveLength(3);
  });
});
