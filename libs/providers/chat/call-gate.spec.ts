import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '@assay/database';
import { cloneDatabase, type TestDatabase } from '@assay/testing';
import { CallGate, type GateLimits } from './call-gate';
import { GateLedger } from './gate-ledger';
import { minuteWaitMs } from './minute-wait';
import { type GateAnswer, type GateQuestion, ProviderGateRepository } from './provider-gate.repository';

const repository = new ProviderGateRepository();
let clone: TestDatabase;
let source: DataSource;
let database: Database;
let projects = 0;
let projectId: string;

beforeAll(async () => {
  clone = await cloneDatabase();
  const settings = { url: clone.url, poolSize: 8, acquireTimeoutMs: 5_000, statementTimeoutMs: 10_000 };
  source = await new DataSource(dataSourceOptions(settings)).initialize();
  database = new Database(source);
});
beforeEach(() => {
  projectId = `project-${(projects += 1)}`;
});
afterAll(async () => {
  await source.destroy();
  await clone.drop();
});

describe('what gates are granted', () => {
  const START_MS = 1_800_000_000_000;
  const ask = (
    holderId: string,
    open: number,
    waiting: number,
    more: Partial<GateQuestion> = {},
  ): Promise<GateAnswer> => {
    const nowMs = more.nowMs ?? START_MS;
    const limits = { maxConcurrency: 4, requestsPerMinute: 0 };
    const times = { nowMs, untilMs: nowMs + 6_000 };
    return repository.ask(database, { projectId, holderId, open, waiting, ...limits, ...times, ...more });
  };
  const may = async (...asked: Parameters<typeof ask>): Promise<number> => (await ask(...asked)).may;

  it('all that is free, and of all together never more than the limit', async () => {
    expect(await may('a', 0, 3)).toBe(3);
    expect(await may('b', 0, 3)).toBe(1);
    expect(await may('c', 0, 3)).toBe(0);
  });

  it('who asks at the same moment shares the limit', async () => {
    const granted = await Promise.all(Array.from({ length: 12 }, (_, index) => may(`gate ${index}`, 0, 2)));
    expect(granted.reduce((sum, calls) => sum + calls, 0)).toBe(4);
  });

  it('what is given back is granted to others', async () => {
    await ask('a', 0, 4);
    expect(await may('b', 0, 2)).toBe(0);
    await ask('a', 1, 0);
    expect(await may('b', 0, 2)).toBe(2);
    await ask('a', 0, 0);
    expect(await may('c', 0, 2)).toBe(2);
  });

  it('what a process held that is gone is granted to others once its lease has ended', async () => {
    await ask('killed', 0, 4);
    expect(await may('b', 0, 1, { nowMs: START_MS + 6_000 })).toBe(0);
    expect(await may('b', 0, 1, { nowMs: START_MS + 6_001 })).toBe(1);
  });

  it('who has everything gives up its calls, as they end, until those who wait have their share', async () => {
    await ask('a', 0, 9);
    expect(await may('b', 0, 9, { nowMs: START_MS + 1 })).toBe(0);
    await ask('a', 4, 5, { nowMs: START_MS + 2 });
    expect(await may('a', 4, 5, { nowMs: START_MS + 3 })).toBe(2);
    expect(await may('b', 0, 9, { nowMs: START_MS + 4 })).toBe(0);
    await ask('a', 2, 7, { nowMs: START_MS + 5 });
    expect(await may('b', 0, 9, { nowMs: START_MS + 6 })).toBe(2);
  });

  it('a single call goes round', async () => {
    const one = { maxConcurrency: 1 };
    const turns: string[] = [];
    for (let asked = 0; turns.length < 10; asked += 1) {
      const holder = 'abc'.charAt(asked % 3);
      if ((await may(holder, 0, 9, { ...one, nowMs: START_MS + asked })) > 0) turns.push(holder);
    }
    for (let turn = 1; turn + 3 <= turns.length; turn += 1) expect(new Set(turns.slice(turn, turn + 3)).size).toBe(3);
  });

  it('a lower limit counts from the next question on', async () => {
    await ask('a', 0, 4);
    expect(await may('a', 4, 2, { maxConcurrency: 2 })).toBe(2);
    expect(await may('b', 0, 2, { maxConcurrency: 2 })).toBe(0);
  });

  it('the calls of a minute are counted over all gates, and free again a minute later', async () => {
    const limit = { requestsPerMinute: 5, maxConcurrency: 9 };
    expect((await ask('a', 0, 3, limit)).begin).toBe(3);
    await ask('a', 0, 0, limit);
    const full = await ask('b', 0, 4, limit);
    expect(full).toMatchObject({ begin: 2, may: 2, begun: { [START_MS / 1_000]: 5 } });
    expect((await ask('b', 2, 2, { ...limit, nowMs: START_MS + 60_999 })).begin).toBe(0);
    expect((await ask('b', 2, 2, { ...limit, nowMs: START_MS + 61_000 })).begin).toBe(2);
  });

  it('the wait for the minute depends on how many calls come first', () => {
    const grant = { begun: { '100': 2, '130': 1 }, nowMs: 140_000 };
    expect([0, 1, 2, 3].map((place) => minuteWaitMs(grant, 3, place))).toEqual([21_000, 21_000, 51_000, 61_000]);
    expect(minuteWaitMs(grant, 4, 0)).toBe(0);
  });
});

describe('the gate of a provider', () => {
  const gates: CallGate[] = [];
  const newGate = (): CallGate => {
    const gate = new CallGate(new GateLedger(database, repository), projectId);
    gates.push(gate);
    return gate;
  };
  afterEach(async () => {
    for (const gate of gates.splice(0)) await gate.close();
  });
  const held = async (): Promise<number> => {
    const text = `SELECT COALESCE(sum((h.value ->> 'held')::integer), 0)::integer AS held
      FROM provider_gates g CROSS JOIN LATERAL jsonb_each(g.holders) AS h WHERE g.project_id = $1`;
    return (await database.run<{ held: number }>(text, [projectId])).rows[0]?.held ?? 0;
  };

  it('lets so many in at once, in their order, and one more for each that leaves', async () => {
    const gate = newGate();
    const limits = { maxConcurrency: 2, requestsPerMinute: 0 };
    const entered: number[] = [];
    const enter = async (index: number): Promise<() => void> => {
      const leave = await gate.enter(limits, undefined);
      entered.push(index);
      return leave;
    };
    const [first, second] = [await enter(0), await enter(1)];
    const waiting = [enter(2), enter(3)];
    await Promise.resolve();
    expect(entered).toEqual([0, 1]);
    first();
    first();
    const third = await waiting[0];
    expect(entered).toEqual([0, 1, 2]);
    second();
    const fourth = await waiting[1];
    expect(entered).toEqual([0, 1, 2, 3]);
    third();
    fourth();
  });

  it('lets so many in, of all gates together, and every one has its turn', async () => {
    const limits: GateLimits = { maxConcurrency: 3, requestsPerMinute: 0 };
    let open = 0;
    let peak = 0;
    const call = async (gate: CallGate): Promise<void> => {
      const leave = await gate.enter(limits, undefined);
      open += 1;
      peak = Math.max(peak, open);
      await held();
      open -= 1;
      leave();
    };
    const both = [newGate(), newGate()];
    await Promise.all(both.flatMap((gate) => Array.from({ length: 60 }, () => call(gate))));
    expect(peak).toBeLessThanOrEqual(3);
  });

  it('asks once for many calls', async () => {
    const gate = newGate();
    const asked = jest.spyOn(repository, 'ask');
    const limits = { maxConcurrency: 4, requestsPerMinute: 0 };
    const calls = Array.from({ length: 200 }, async () => {
      const leave = await gate.enter(limits, undefined);
      await Promise.resolve();
      leave();
    });
    await Promise.all(calls);
    expect(asked.mock.calls.length).toBeLessThan(10);
    asked.mockRestore();
  });

  it('gives everything back when it is closed', async () => {
    const gate = newGate();
    (await gate.enter({ maxConcurrency: 4, requestsPerMinute: 0 }, undefined))();
    expect(await held()).toBe(1);
    await gate.close();
    expect(await held()).toBe(0);
  });

  it('says when the limit of a minute is used up, whoever has used it', async () => {
    const [gate, other] = [newGate(), newGate()];
    const limits = { maxConcurrency: 9, requestsPerMinute: 2 };
    for (const each of [gate, other]) (await each.enter(limits, undefined))();
    await expect(gate.enter(limits, undefined)).rejects.toMatchObject({ kind: 'throttled', retryable: true });
    const failed = await other.enter(limits, undefined).catch((error: unknown) => error);
    expect((failed as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000);
    await expect(gate.enter(limits, AbortSignal.abort())).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('one that gives up leaves its place to the next', async () => {
    const gate = newGate();
    const limits = { maxConcurrency: 1, requestsPerMinute: 0 };
    const leave = await gate.enter(limits, undefined);
    const aborter = new AbortController();
    const given = gate.enter(limits, aborter.signal);
    const next = gate.enter(limits, undefined);
    aborter.abort();
    await expect(given).rejects.toMatchObject({ kind: 'aborted' });
    leave();
    (await next)();
  });
});
