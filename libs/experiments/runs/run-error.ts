import type { FieldProblem } from '@assay/shared/http/fields';
import { isStorableText } from '@assay/shared/json';

const MAX_BYTES = 1024 * 1024;
const MEMBERS = { message: true, type: false, stack: false };

function textProblem(field: string, value: unknown): FieldProblem | undefined {
  if (typeof value !== 'string') return { field, reason: 'must be a string' };
  if (value.trim() === '') return { field, reason: 'must not be empty' };
  if (!isStorableText(value)) return { field, reason: 'must not hold U+0000 or a lone surrogate' };
  const isLong = value.length > MAX_BYTES || Buffer.byteLength(value) > MAX_BYTES;
  return isLong ? { field, reason: `must be at most ${MAX_BYTES} bytes of UTF-8` } : undefined;
}

/**
 * Why the `error` of a run cannot be kept, or undefined: it is a text, or an object with `message` and perhaps `type`
 * and `stack`.
 * @param field where it stands in the request
 */
export function runErrorProblem(field: string, error: unknown): FieldProblem | undefined {
  if (typeof error === 'string') return textProblem(field, error);
  if (typeof error !== 'object' || error === null || Array.isArray(error) || JSON.isRawJSON(error)) {
    return { field, reason: 'must be a string or an object with a message' };
  }
  const members = error as Record<string, unknown>;
  for (const [name, isRequired] of Object.entries(MEMBERS)) {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    if (value == null && !isRequired) continue;
    if (value == null) return { field: `${field}.${name}`, reason: 'is required' };
    const problem = textProblem(`${field}.${name}`, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** The `error` of a run as it is kept: what it knows, without unknown members. */
export function keptRunError(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  return Object.fromEntries(
    Object.entries(error).filter(([name, value]) => Object.hasOwn(MEMBERS, name) && value != null),
  );
}
