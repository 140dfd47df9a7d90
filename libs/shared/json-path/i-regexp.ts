import { compilePattern, type LinearPattern, PatternError, PatternWorkError } from '@assay/shared/linear-regex';
import { JsonPathWorkError } from './json-path-error';
import type { Work } from './work';

/** What a text times the size of a program counts as one step. */
const UNITS_PER_STEP = 50;
const CLASS = /\\[\s\S]|[[\].]/g;

/**
 * Whether an I-Regexp (RFC 9485) matches the whole text, or a part of it; false when it is no valid one. In linear time.
 * @throws JsonPathWorkError when the text is too long for the pattern
 */
export function matches(text: string, pattern: string, part: 'whole' | 'part', work: Work): boolean {
  const compiled = compiledPattern(pattern, part);
  if (compiled === undefined) return false;
  work.spend(1 + Math.floor((text.length * compiled.programSize) / UNITS_PER_STEP));
  try {
    return compiled.test(text);
  } catch (error) {
    throw error instanceof PatternWorkError ? new JsonPathWorkError(error.message, { cause: error }) : error;
  }
}

function compiledPattern(pattern: string, part: 'whole' | 'part'): LinearPattern | undefined {
  const translated = withoutLineEnds(pattern);
  try {
    return compilePattern(part === 'whole' ? `^(?:${translated})$` : translated);
  } catch (error) {
    if (error instanceof PatternError) return undefined;
    throw error;
  }
}

/** In an I-Regexp a dot matches neither `\n` nor `\r` (RFC 9485, section 5.3). */
function withoutLineEnds(pattern: string): string {
  let inClass = false;
  return pattern.replace(CLASS, (token) => {
    if (token === '[') inClass = true;
    else if (token === ']') inClass = false;
    return token === '.' && !inClass ? '[^\\n\\r]' : token;
  });
}
