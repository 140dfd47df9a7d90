import { UnavailableError } from '@assay/shared/errors';
import type { PreparedTarget } from '../../targets/target-answer';
import type { WorkItem } from './chunk.repository';
import { callForItem } from './item-call';

const ITEM = { id: 'item-1', input: '1', expected_output: null, metadata: null } as WorkItem;
const RUN = { experimentId: 'exp-1', runId: 'run-1' };

function called(call: PreparedTarget['call'], signal = new AbortController().signal): ReturnType<typeof callForItem> {
  return callForItem({ call }, ITEM, RUN, { timeout_ms: null, max_retries: 3 }, signal);
}

describe('the call for an item', () => {
  it('that goes wrong within the service is the error of the item, and is not repeated', async () => {
    let calls = 0;
    const result = await called(() => {
      calls += 1;
      return Promise.reject(new RangeError('Invalid string length'));
    });
    expect(result?.answer.error).toMatchObject({ type: 'internal', message: expect.stringContaining('unexpected') });
    expect(calls).toBe(1);
  });

  it('without the database says nothing of the item', async () => {
    await expect(called(() => Promise.reject(new UnavailableError('away', {})))).rejects.toThrow(UnavailableError);
  });

  it('that is ended while it waits to be repeated gives nothing', async () => {
    const ending = new AbortController();
    const result = await called(() => {
      setImmediate(() => ending.abort());
      return Promise.resolve({
        error: { message: 'away', type: 'http_503' },
        retryable: true,
        retryAfterMs: 60_000,
        latencyMs: 1,
        traceId: null,
      });
    }, ending.signal);
    expect(result).toBeUndefined();
  });
});
