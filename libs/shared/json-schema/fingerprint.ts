/**
 * A text that two plain JSON values share exactly when JSON Schema calls them equal (2020-12 core, section 4.2.2): the
 * order of keys does not matter, `1` and `1.0` are one number. Names such as `valueOf` or `__proto__` are names like any other.
 */
export function fingerprint(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(fingerprint).join(',')}]`;
  const members = value as Record<string, unknown>;
  const parts = Object.keys(members)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${fingerprint(members[key])}`);
  return `{${parts.join(',')}}`;
}
