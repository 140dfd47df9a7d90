import { isInt64, isStorableText, numberLiteral, RawJson } from '@assay/shared/json';
import { parseTimestamp } from '@assay/shared/time';
import type { Ajv } from 'ajv';
import { clientIdProblem } from './client-id';
import { type DecimalBounds, decimalProblem } from './decimal';
import { slugProblem } from './slug';

const MAX_METADATA_DEPTH = 100;

/** Why a metadata value cannot be stored, or undefined. */
export function metadataProblem(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return isStorableText(value) ? undefined : 'must not hold U+0000 or a lone surrogate';
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return undefined;
  if (value instanceof RawJson) return 'cannot be read';
  if (numberLiteral(value) !== undefined) {
    return isInt64(value) ? undefined : 'numbers must be finite doubles or 64-bit integers';
  }
  if (depth >= MAX_METADATA_DEPTH) return `nests deeper than ${MAX_METADATA_DEPTH} levels`;
  for (const [key, member] of Object.entries(value as object)) {
    const problem = metadataProblem(key, depth) ?? metadataProblem(member, depth + 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Whether a value is a JSON object, kept as text or not. */
function isObject(value: unknown): boolean {
  if (value instanceof RawJson) return value.text.startsWith('{');
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** Adds the keywords that field schemas use: `plainText`, `notBlank`, `maxBytes`, `clientId`, `payload`, `objectPayload`, `metadata`, `decimal`, `slug`, `instant`. */
export function addKeywords(ajv: Ajv): void {
  const text = (keyword: string, valid: (value: string) => boolean, message: string): void => {
    ajv.addKeyword({
      keyword,
      type: 'string',
      schemaType: 'boolean',
      validate: (_on: boolean, value: string) => valid(value),
      error: { message },
    });
  };
  text('plainText', isStorableText, 'must not hold U+0000 or a lone surrogate');
  text('notBlank', (value) => value.trim() !== '', 'must not be empty');
  text(
    'instant',
    (value) => parseTimestamp(value) !== null,
    'must be an ISO 8601 time with an offset, such as 2026-02-21T22:00:00.000Z',
  );
  ajv.addKeyword({
    keyword: 'maxBytes',
    type: 'string',
    validate: (limit: number, value: string) => value.length <= limit && Buffer.byteLength(value) <= limit,
    error: { message: ({ schema }) => `must be at most ${String(schema)} bytes of UTF-8` },
  });
  ajv.addKeyword({
    keyword: 'payload',
    schemaType: 'boolean',
    validate: (_on: boolean, value: unknown) => value !== null,
    error: { message: 'must not be null' },
  });
  withReason(ajv, 'objectPayload', (_on: boolean, value: unknown) =>
    isObject(value) ? undefined : 'must be an object',
  );
  withReason(ajv, 'clientId', (limit: number, value: unknown) =>
    typeof value === 'string' ? clientIdProblem(value, limit) : undefined,
  );
  withReason(ajv, 'slug', (_on: boolean, value: unknown) =>
    typeof value === 'string' ? slugProblem(value) : undefined,
  );
  withReason(ajv, 'metadata', (_on: boolean, value: unknown) => metadataProblem(value));
  withReason(ajv, 'decimal', (bounds: DecimalBounds, value: unknown) => decimalProblem(value, bounds));
}

function withReason<Schema>(
  ajv: Ajv,
  keyword: string,
  problem: (schema: Schema, value: unknown) => string | undefined,
): void {
  const validate = (schema: Schema, value: unknown): boolean => {
    const message = problem(schema, value);
    Object.assign(validate, { errors: message === undefined ? null : [{ keyword, message }] });
    return message === undefined;
  };
  ajv.addKeyword({ keyword, errors: true, validate: validate as never });
}
