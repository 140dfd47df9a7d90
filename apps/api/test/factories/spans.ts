import { randomUUID } from 'node:crypto';

/** A complete span, as it is sent; a test names what it is about. */
export function span(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `span-${randomUUID()}`,
    trace_id: 'trace-1',
    name: 'work',
    start_time: '2026-02-21T22:00:00.000Z',
    ...fields,
  };
}

/** A project id that no other test uses. */
export function newProject(): string {
  return `proj-${randomUUID()}`;
}
