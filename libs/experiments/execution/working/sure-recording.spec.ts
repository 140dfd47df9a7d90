import { UnavailableError } from '@assay/shared/errors';
import type { FinishedItem } from './finished-item';
import { runOf } from './finished-item';
import type { WorkItem } from './chunk.repository';
import { AttemptOverError } from './record.service';
import { recordSurely } from './sure-recording';

function finished(id: string, output: unknown): FinishedItem {
  const item = { id, version: 1, input: '1', expected_output: null, assertions: {} } as WorkItem;
  const answer = { output, latencyMs: 1, traceId: null };
  return { item, run: runOf(item, `run-${id}`, { answer, startedAt: '2026-01-01T00:00:00.000Z' }, []) };
}

/** Stores runs by item, and refuses groups with an output that says so. */
function storeOf(refuse: (text: string | null) => unknown): {
  stored: Map<string, { output: string | null; error: string | null }>;
  record: (items: readonly FinishedItem[]) => Promise<void>;
} {
  const stored = new Map<string, { output: string | null; error: string | null }>();
  const record = async (items: readonly FinishedItem[]): Promise<void> => {
    await Promise.resolve();
    for (const { run } of items) {
      const error = refuse(run?.columns.output ?? null);
      if (error !== undefined) throw error;
    }
    for (const { item, run } of items) {
      stored.set(item.id, { output: run?.columns.output ?? null, error: run?.columns.error ?? null });
    }
  };
  return { stored, record };
}

describe('recording a group', () => {
  const isLeased = (): boolean => true;

  it('keeps the results of the others when one answer cannot be stored, which becomes the error of its item', async () => {
    const { stored, record } = storeOf((text) => (text === '"bad"' ? new Error('value out of range') : undefined));
    await recordSurely({ record, isLeased }, [finished('a', 'good'), finished('b', 'bad'), finished('c', 'good')]);
    expect([...stored.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect(stored.get('a')).toEqual({ output: '"good"', error: null });
    expect(stored.get('b')?.output).toBeNull();
    expect(JSON.parse(stored.get('b')?.error ?? 'null')).toMatchObject({ type: 'internal' });
  });

  it('ends with the error when not even that can be stored', async () => {
    const { record } = storeOf(() => new Error('always'));
    await expect(recordSurely({ record, isLeased }, [finished('a', 'good')])).rejects.toThrow('always');
  });

  it('waits for a database that is away as long as the items are leased', async () => {
    let away = 2;
    const { stored, record } = storeOf(() => (away-- > 0 ? new UnavailableError('away', {}) : undefined));
    await recordSurely({ record, isLeased }, [finished('a', 'good')]);
    expect(stored.size).toBe(1);
    const gone = storeOf(() => new UnavailableError('away', {}));
    const recording = { record: gone.record, isLeased: () => false };
    await expect(recordSurely(recording, [finished('a', 'good')])).rejects.toThrow(UnavailableError);
  });

  it('of an attempt that is over records nothing item by item', async () => {
    let asked = 0;
    const record = (): Promise<void> => {
      asked += 1;
      return Promise.reject(new AttemptOverError());
    };
    await expect(recordSurely({ record, isLeased }, [finished('a', 1), finished('b', 2)])).rejects.toThrow(
      AttemptOverError,
    );
    expect(asked).toBe(1);
  });
});
