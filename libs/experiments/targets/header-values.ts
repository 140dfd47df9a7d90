import type { FieldProblem } from '@assay/shared/http/fields';

/** What stands for the value of a header in answers; sent back in a PATCH it means: keep the value. */
export const MASKED_VALUE = '********';
/** A target of more headers than this is refused. */
export const MAX_HEADERS = 50;

const MAX_NAME_LENGTH = 256;
const MAX_VALUE_LENGTH = 8_192;
/** RFC 9110, section 5.6.2. */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable ASCII with spaces and tabs inside: nothing that could end a header. */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/;
/** Headers of one connection (RFC 9110, section 7.6.1), and those that the service sets itself. */
const RESERVED = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'accept-encoding',
  'content-length',
  'expect',
  'host',
  'traceparent',
  'tracestate',
]);

/** Headers as a caller gives them; null takes one away. */
export type GivenHeaders = Readonly<Record<string, unknown>>;

function nameProblem(name: string): string | undefined {
  if (name.length > MAX_NAME_LENGTH || !NAME.test(name)) return 'is not the name of a header';
  return RESERVED.has(name.toLowerCase()) ? 'is set by the service, or belongs to the connection alone' : undefined;
}

function valueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length > MAX_VALUE_LENGTH) return `must be at most ${MAX_VALUE_LENGTH} characters`;
  return VALUE.test(value.trim()) ? undefined : 'must be printable ASCII without line breaks';
}

/** Why headers cannot be sent: each wrong name and value, which are not repeated. */
export function headerProblems(headers: GivenHeaders): FieldProblem[] {
  const seen = new Set<string>();
  return Object.entries(headers).flatMap(([name, value]) => {
    const isRepeated = seen.size === seen.add(name.toLowerCase()).size;
    const repeated = isRepeated ? 'is given twice: names of headers are the same in upper and lower case' : undefined;
    const reason = nameProblem(name) ?? repeated ?? (value === null ? undefined : valueProblem(value));
    return reason === undefined ? [] : [{ field: `headers.${name.slice(0, MAX_NAME_LENGTH)}`, reason }];
  });
}
