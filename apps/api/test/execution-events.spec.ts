import { drainAndClose } from '../lifecycle/shutdown';
import { answer } from './factories/echo-target';
import { readEvents } from './factories/event-reader';
import { labsOfEachTest } from './factories/execution-lab';
import { NOTHING } from './routes';
import { startTestApp, type TestApp } from './test-app';

const LIMIT_MS = 20_000;

describe('GET /v1/experiments/:id/events', () => {
  /** Serves requests only; the work is done by another process's app. */
  let api: TestApp;
  let worker: TestApp;
  beforeAll(async () => {
    api = await startTestApp({ eventHeartbeatMs: 100 });
    worker = await startTestApp({ worker: 'inside' }, { url: api.databaseUrl });
  });
  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  const lab = labsOfEachTest(() => api);

  it('200: tells each item once, how far it is, and the end, to one that waits since before the start', async () => {
    const it = await lab();
    const { id, itemIds } = await it.experiment(30);
    const reading = readEvents(api.url, it.lab.client, id);
    it.target.behaviour = (call, response) => {
      if (call.input === 'item 7') response.writeHead(400).end('not this one');
      else answer(response, call.input);
    };
    await it.execute(id);
    const events = await reading;
    const items = events.filter(({ event }) => event === 'item');
    expect(items.map(({ data }) => data.item_id).sort()).toEqual([...itemIds].sort());
    expect(items.find(({ data }) => data.item_id === itemIds[7])?.data).toMatchObject({
      status: 'failed',
      run_id: expect.any(String),
      error: { type: 'http_400' },
    });
    const runIds = (await it.runs(id)).map((run) => run.id);
    expect(items.map(({ data }) => data.run_id).sort()).toEqual(runIds.sort());
    expect(events.at(-1)).toMatchObject({
      event: 'end',
      data: { status: 'completed', total: 30, succeeded: 29, failed: 1, skipped: 0, error: null },
    });
    expect(events.filter(({ event }) => event === 'end')).toHaveLength(1);
    expect(events[0]).toMatchObject({ event: 'progress', data: { status: 'pending', total: 30 } });
  });

  it('200: ids count up without gaps, and the same events come again to whoever asks again', async () => {
    const it = await lab();
    const { id } = await it.experiment(25);
    await it.run(id);
    const events = await readEvents(api.url, it.lab.client, id);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(await readEvents(worker.url, it.lab.client, id)).toEqual(events);
  });

  it('200: goes on after Last-Event-ID, in another process too', async () => {
    const it = await lab();
    const { id } = await it.experiment(25);
    const begun = readEvents(api.url, it.lab.client, id, { isEnough: (events) => events.length >= 5 });
    await it.execute(id);
    const first = await begun;
    const last = first[3];
    await it.ended(id);
    const rest = await readEvents(worker.url, it.lab.client, id, { lastEventId: last?.id });
    const all = await readEvents(api.url, it.lab.client, id);
    expect([...first.slice(0, 4), ...rest]).toEqual(all);
  });

  it('200: one that has seen the end gets it again, and nothing else', async () => {
    const it = await lab();
    const { id } = await it.experiment(2);
    await it.run(id);
    const end = (await readEvents(api.url, it.lab.client, id)).at(-1);
    expect(await readEvents(api.url, it.lab.client, id, { lastEventId: end?.id })).toEqual([end]);
    expect(await readEvents(api.url, it.lab.client, id, { lastEventId: 999_999 })).toEqual([end]);
  });

  it('200: a second start goes on counting, and only the last end is one', async () => {
    const it = await lab();
    const { id } = await it.experiment(3);
    it.target.behaviour = (_, response) => response.writeHead(400).end();
    await it.run(id);
    const before = (await readEvents(api.url, it.lab.client, id)).at(-1)?.id as number;
    await it.retryFailed(id);
    await it.ended(id);
    const events = await readEvents(api.url, it.lab.client, id);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ event }) => event === 'end')).toEqual([events.at(-1)]);
    expect(events.at(-1)?.id).toBeGreaterThan(before);
  });

  it('200: a comment shows that the connection is alive while nothing happens', async () => {
    const it = await lab();
    const { id } = await it.experiment(1);
    let comments = 0;
    const reading = readEvents(api.url, it.lab.client, id, {
      onComment: () => {
        comments += 1;
        if (comments === 2) void it.execute(id);
      },
    });
    expect((await reading).at(-1)?.event).toBe('end');
    expect(comments).toBeGreaterThanOrEqual(2);
  });

  it('200: a cancelled execution ends the stream', async () => {
    const it = await lab();
    it.target.behaviour = () => undefined;
    const { id } = await it.experiment(3);
    const reading = readEvents(api.url, it.lab.client, id);
    await it.execute(id);
    await it.until(id, () => it.target.active === 3);
    await it.cancel(id);
    expect((await reading).at(-1)).toMatchObject({ event: 'end', data: { status: 'cancelled' } });
  });

  it('200: a service that stops ends its streams', async () => {
    const it = await lab();
    const { id } = await it.experiment(1);
    const other = await startTestApp({ eventHeartbeatMs: 100 }, { url: api.databaseUrl });
    let reading: Promise<unknown> = Promise.resolve();
    await new Promise<void>((resolve) => {
      reading = readEvents(other.url, it.lab.client, id, { onComment: () => resolve() });
    });
    expect(await drainAndClose(other.app, LIMIT_MS)).toBe(true);
    expect(await reading).toEqual([]);
  });

  it('400: a Last-Event-ID that no event has', async () => {
    const it = await lab();
    const { id } = await it.experiment(1);
    const refused = await it.lab.client.begin('get', `/v1/experiments/${id}/events`).set('last-event-id', 'abc');
    expect(refused.status).toBe(400);
    expect(refused.body.error.code).toBe('INVALID_REQUEST');
  });

  it('404: an unknown experiment, and one of another project', async () => {
    const [mine, other] = [await lab(), await lab()];
    const { id } = await other.experiment(1);
    await mine.lab.client.get(`/v1/experiments/${NOTHING}/events`, 404);
    await mine.lab.client.get(`/v1/experiments/${id}/events`, 404);
  });
});
