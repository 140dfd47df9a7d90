import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { RawJson, writeJson } from '@assay/shared/json';

/** Longer answers are kept as their ids alone. */
export const MAX_KEPT_BYTES = 1024 * 1024;

/**
 * The body of an answer: what the first request gets, to the letter. Null for an answer without a body.
 * @throws Error for a stream: a handler that streams must ignore the header
 */
export function answerText(result: unknown): string | null {
  if (result === undefined || result === null) return null;
  if (result instanceof Readable || result instanceof StreamableFile)
    throw new Error('a streamed answer cannot be kept: mark the handler with @IgnoresIdempotencyKey()');
  return typeof result === 'string' ? result : writeJson(result);
}

/** What is kept of an answer: its text, or for one over 1 MiB `{replayed: true}` with the ids that it has. */
export function keptText(result: unknown, text: string | null): string | null {
  if (text === null || Buffer.byteLength(text) <= MAX_KEPT_BYTES) return text;
  return writeJson({ replayed: true, ...idsOf(result instanceof RawJson ? result.toValue() : result) });
}

/** The fields of an answer that name things, and the ids of the things that it lists, in order, as `ids`. */
function idsOf(answer: unknown): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(answer ?? {})) {
    if (/^id$|_ids?$/.test(name) && !(value instanceof RawJson)) found[name] = value;
    const listed = Array.isArray(value) ? value.flatMap(idOf) : [];
    if (listed.length > 0) found.ids = listed;
  }
  return found;
}

function idOf(element: unknown): string[] {
  const id = (element as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? [id] : [];
}
