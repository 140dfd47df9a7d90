import { isStorableText } from '@assay/shared/json';

const RESERVED = new Set(['.', '..', 'ingest', 'export']);
// C0, DEL and C1 controls: they make ids that cannot be typed, and break headers and logs.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const MAX_CODE_POINTS = 256;
/** Longest id of a project, in bytes of UTF-8: it leads every key of every index. */
export const MAX_PROJECT_ID_BYTES = 128;

/**
 * Why an id that a client chose cannot be used, or undefined (contract section 1: 1–256 code points, at most
 * `maxBytes` bytes of UTF-8, no control characters, no word that a path needs).
 */
export function clientIdProblem(id: string, maxBytes: number): string | undefined {
  if (id === '') return 'must not be empty';
  if (id.length > MAX_CODE_POINTS * 2) return `must be at most ${MAX_CODE_POINTS} characters`;
  if (!isStorableText(id) || CONTROL.test(id)) return 'must not hold control characters or lone surrogates';
  if (id.length > MAX_CODE_POINTS && [...id].length > MAX_CODE_POINTS)
    return `must be at most ${MAX_CODE_POINTS} characters`;
  if (Buffer.byteLength(id) > maxBytes) return `must be at most ${maxBytes} bytes of UTF-8`;
  return RESERVED.has(id) ? `must not be "${id}"` : undefined;
}

/** Why an id cannot be that of a project, or undefined: as {@link clientIdProblem}, with at most 128 bytes. */
export function projectIdProblem(id: string): string | undefined {
  return clientIdProblem(id, MAX_PROJECT_ID_BYTES);
}
