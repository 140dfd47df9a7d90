import { randomBytes } from 'node:crypto';
import { exportBytes } from '../bench/otlp-encoding';
import type { FuzzSender } from './sender';

/**
 * Sends a good batch in each encoding, which must be stored whole.
 * @returns the ids of the traces
 * @throws {Error} when one is not
 */
export async function confirmGoodBatches(sender: FuzzSender): Promise<string[]> {
  const ids: string[] = [];
  for (const type of ['application/json', 'application/x-protobuf']) {
    const traceId = randomBytes(16).toString('hex');
    const start = 1_767_225_600_000_000_000n;
    const spans = Array.from({ length: 3 }, (_, index) => ({
      traceId,
      spanId: randomBytes(8).toString('hex'),
      name: `good ${index}`,
      kind: 1,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(start + 1_000_000n),
    }));
    const request = { resourceSpans: [{ scopeSpans: [{ scope: { name: 'good' }, spans }] }] };
    const bytes = type === 'application/json' ? Buffer.from(JSON.stringify(request)) : exportBytes(request);
    const { status, body } = await sender.send({ bytes, headers: { 'content-type': type, 'x-project-id': 'good' } });
    if (status !== 200 || body.toString().replace('{}', '') !== '')
      throw new Error(`a good batch was answered ${status}: ${body.toString()}`);
    ids.push(traceId);
  }
  return ids;
}
