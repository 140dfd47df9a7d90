import type { EventRow } from './event.repository';

interface Body {
  readonly items: readonly object[];
  readonly execution: { readonly status: string };
}

const ENDED = new Set(['completed', 'failed', 'cancelled']);

/** Whether a status ends an execution. */
export function isEnd(status: string | null): boolean {
  return status !== null && ENDED.has(status);
}

/** One event in the format of server-sent events. `data` is JSON in one line. */
export function eventText(id: number, event: 'item' | 'progress' | 'end', data: object): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/**
 * The events of a row that come after a number: its items, then how far the execution is by then.
 * @param lastSeq the last event of the execution: an end that others follow was followed by another start
 */
export function textsOf(row: EventRow, afterSeq: number, lastSeq: number): string {
  const { items, execution } = JSON.parse(row.body) as Body;
  const firstId = row.seq - items.length;
  const texts = items.map((item, index) =>
    firstId + index > afterSeq ? eventText(firstId + index, 'item', item) : '',
  );
  const kind = isEnd(execution.status) && row.seq >= lastSeq ? 'end' : 'progress';
  return texts.join('') + eventText(row.seq, kind, execution);
}
