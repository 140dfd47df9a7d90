/** The variables of a process, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that is missing or cannot be used; the message names the variable. */
export class ConfigError extends Error {
  constructor(
    readonly variable: string,
    reason: string,
  ) {
    super(`${variable} ${reason}`);
    this.name = 'ConfigError';
  }
}

/** The value of a variable; an empty one counts as absent, as compose files write it. */
export function optional(env: Environment, variable: string): string | undefined {
  const value = env[variable]?.trim();
  return value === '' ? undefined : value;
}

/** The entries of a comma separated list; none when the variable is absent. */
export function listOf(env: Environment, variable: string): string[] {
  return (optional(env, variable) ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

/** A whole number within bounds (both included). */
export function whole(
  env: Environment,
  variable: string,
  fallback: number,
  bounds: { min: number; max: number },
): number {
  const text = optional(env, variable);
  if (text === undefined) return fallback;
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (!(value >= bounds.min && value <= bounds.max)) {
    throw new ConfigError(variable, `must be a whole number from ${bounds.min} to ${bounds.max}, not "${text}"`);
  }
  return value;
}

/** `true`/`1` or `false`/`0`. */
export function flag(env: Environment, variable: string, fallback: boolean): boolean {
  const text = optional(env, variable)?.toLowerCase();
  if (text === undefined) return fallback;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new ConfigError(variable, `must be true or false, not "${text}"`);
}

/** One of a list of words. */
export function oneOf<Word extends string>(
  env: Environment,
  variable: string,
  words: readonly Word[],
  fallback: Word,
): Word {
  const text = optional(env, variable);
  if (text === undefined) return fallback;
  const found = words.find((word) => word === text);
  if (found === undefined) throw new ConfigError(variable, `must be one of ${words.join(', ')}, not "${text}"`);
  return found;
}

/** A JSON object; empty when the variable is not set. */
export function objectOf(env: Environment, variable: string): Record<string, unknown> {
  const text = optional(env, variable);
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ConfigError(variable, 'must be a JSON object');
}
