const SLUG = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;

/** Why a text cannot be a slug, a name that stands in paths as it is; undefined when it can. */
export function slugProblem(text: string): string | undefined {
  if (SLUG.test(text)) return undefined;
  return 'must be 1 to 64 lower-case letters, digits, "-", "_" or ".", and begin and end with a letter or digit';
}
