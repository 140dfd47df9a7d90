import { createParser } from 'eventsource-parser';
import { adminKey, SERVICE_URL } from '../capitals/api';

/** How many events of each kind came. */
export type EventCounts = Record<string, number>;

/**
 * Follows the events of an experiment until the one that ends them. A connection that breaks goes on where it was, by
 * `Last-Event-ID`.
 */
export async function followToEnd(experimentId: string): Promise<EventCounts> {
  const counts: EventCounts = {};
  let lastId = '';
  while (counts.end === undefined) {
    const answer = await fetch(`${SERVICE_URL}/v1/experiments/${experimentId}/events`, {
      headers: { authorization: `Bearer ${adminKey()}`, ...(lastId === '' ? {} : { 'last-event-id': lastId }) },
    });
    if (!answer.ok || answer.body === null) throw new Error(`events: ${answer.status}`);
    const parser = createParser({
      onEvent: ({ id, event = 'message' }) => {
        lastId = id ?? lastId;
        counts[event] = (counts[event] ?? 0) + 1;
      },
    });
    const decoder = new TextDecoder();
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      if (counts.end !== undefined) break;
    }
  }
  return counts;
}
