import { createHash } from 'node:crypto';

const names = new Map<string, string>();
const MAX_NAMES = 2_000;

/**
 * The name under which a statement is prepared on each connection: parsed once, then only bound and executed.
 * Beyond 2,000 texts statements are sent unnamed, so that no caller can fill the memory of the backends.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES) return undefined;
  const name = `a_${createHash('sha256').update(text).digest('base64url').slice(0, 24)}`;
  names.set(text, name);
  return name;
}
