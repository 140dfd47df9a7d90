import { translateEscape } from './escapes';
import { PatternError } from './pattern-error';

/** A pattern in the engine's spelling, and what compiling it will cost. */
export interface TranslatedPattern {
  text: string;
  /** About how many instructions it becomes when counted repetitions are written out. */
  expandedSize: number;
  /** How many `\p{…}`, `\S` in brackets, and ranges in brackets that end beyond ASCII it has. */
  wideClasses: number;
}

const POSIX_CLASS = /^\[:\^?[a-z]+:\]/;
/** A hyphen before a character beyond ASCII, or before an escape that may name one. */
const WIDE_RANGE_END = /^-(?:[^\0-\x7f]|\\[uUx])/;
const COUNTED = /^\{(\d{1,8})(,(\d{0,8}))?\}/;
const REFUSED_GROUPS: [RegExp, string][] = [
  [/^\(\?<?[=!]/, 'Look-ahead and look-behind are not supported: they cannot be matched in linear time.'],
  [/^\(\?>/, 'Atomic groups (?>…) are not supported, nor needed: matching never backtracks. Write (?:…).'],
  [/^\(\?P=/, 'Back-references (?P=…) are not supported: they cannot be matched in linear time.'],
  [/^\(\?(?:R|P>|&|[+-]?\d)/, 'Recursion is not supported: it cannot be matched in linear time.'],
  [/^\(\?\(/, 'Conditional groups (?(…)…) are not supported.'],
  [/^\(\?#/, 'Comments (?#…) are not supported.'],
];

/** Adds up the instructions of a pattern, group by group, so that a small pattern that unfolds to a huge one is never built. */
class SizeCounter {
  private readonly outer: { sum: number; last: number }[] = [];
  private current = { sum: 0, last: 0 };

  atom(size: number): void {
    this.current.sum += this.current.last;
    this.current.last = size;
  }

  repeat(times: number): void {
    this.current.last *= Math.max(times, 1);
  }

  open(): void {
    this.outer.push(this.current);
    this.current = { sum: 0, last: 0 };
  }

  close(): void {
    const inner = this.current.sum + this.current.last + 2;
    this.current = this.outer.pop() ?? { sum: 0, last: 0 };
    this.atom(inner);
  }

  total(): number {
    return [...this.outer, this.current].reduce((sum, level) => sum + level.sum + level.last, 0);
  }
}

/**
 * Translates a pattern as written for JavaScript or Python to the engine's syntax (RE2).
 *
 * @throws PatternError for syntax that needs backtracking, or that would silently mean something else
 */
export function translatePattern(pattern: string): TranslatedPattern {
  const size = new SizeCounter();
  let text = '';
  let wideClasses = 0;
  let position = 0;
  const escape = (inClass: boolean) => {
    const translated = translateEscape(pattern, position, inClass);
    if (translated.isWide) wideClasses += 1;
    text += translated.text;
    position += translated.length;
  };
  const copy = (length: number) => {
    text += pattern.slice(position, position + length);
    position += length;
  };

  const characterClass = () => {
    const opening = pattern[position + 1] === '^' ? '[^' : '[';
    copy(opening.length);
    if (pattern[position] === ']') {
      // An empty class in JavaScript, the start of a class that holds a bracket in Python.
      throw new PatternError(
        `${opening}] means different things in different languages; write [\\s\\S] for any character, \\] for a bracket.`,
      );
    }
    while (position < pattern.length && pattern[position] !== ']') {
      if (WIDE_RANGE_END.test(pattern.slice(position, position + 3))) wideClasses += 1;
      if (pattern[position] === '\\') escape(true);
      else copy(POSIX_CLASS.exec(pattern.slice(position, position + 20))?.[0].length ?? 1);
    }
    copy(1);
  };

  while (position < pattern.length) {
    const character = pattern[position];
    if (character === '\\') {
      size.atom(1);
      escape(false);
    } else if (character === '[') {
      size.atom(1);
      characterClass();
    } else if (character === '(') {
      refuseGroup(pattern.slice(position, position + 4));
      size.open();
      copy(1);
    } else if (character === '{') {
      const counted = COUNTED.exec(pattern.slice(position, position + 20));
      if (counted === null) size.atom(1);
      else size.repeat(Number(counted[3] || 0) || Number(counted[1]) + 1);
      copy(counted?.[0].length ?? 1);
    } else {
      if (character === ')') size.close();
      else size.atom(1);
      copy(1);
    }
  }
  return { text, expandedSize: size.total(), wideClasses };
}

function refuseGroup(opening: string): void {
  for (const [shape, message] of REFUSED_GROUPS) {
    if (shape.test(opening)) throw new PatternError(message);
  }
}
