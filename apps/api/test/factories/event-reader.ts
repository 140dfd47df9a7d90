import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { ApiClient } from '../api-client';

/** An event as a client sees it. */
export interface SeenEvent {
  readonly id: number;
  readonly event: string;
  readonly data: any;
}

/** What {@link readEvents} is to do. */
export interface Reading {
  /** Ends the reading when it says so; at the end of the stream otherwise. */
  readonly isEnough?: (events: readonly SeenEvent[]) => boolean;
  readonly lastEventId?: number | string;
  readonly onComment?: (comment: string) => void;
}

const DEADLINE_MS = 40_000;

function seen({ id, event, data }: EventSourceMessage): SeenEvent {
  return { id: Number(id), event: event ?? '', data: JSON.parse(data) };
}

/** Reads the events of an experiment as a browser would. */
export async function readEvents(
  url: string,
  client: ApiClient,
  experimentId: string,
  { isEnough = () => false, lastEventId, onComment }: Reading = {},
): Promise<SeenEvent[]> {
  const headers: Record<string, string> = { authorization: `Bearer ${client.token}` };
  if (lastEventId !== undefined) headers['last-event-id'] = String(lastEventId);
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const response = await fetch(`${url}/v1/experiments/${experimentId}/events`, { headers, signal });
  if (response.status !== 200) throw new Error(`the events were answered ${response.status}`);
  const events: SeenEvent[] = [];
  const parser = createParser({ onEvent: (message) => events.push(seen(message)), onComment });
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      parser.feed(Buffer.from(chunk).toString('utf8'));
      if (isEnough(events)) break;
    }
  } finally {
    stop.abort();
  }
  return events;
}
