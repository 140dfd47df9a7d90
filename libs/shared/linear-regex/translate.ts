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
  return new Translation(pattern).run();
}

/** One pass over a pattern. */
class Translation {
  private readonly size = new SizeCounter();
  private text = '';
  private wideClasses = 0;
  private position = 0;

  constructor(private readonly pattern: string) {}

  run(): TranslatedPattern {
    while (this.position < this.pattern.length) this.next(this.pattern[this.position]);
    return { text: this.text, expandedSize: this.size.total(), wideClasses: this.wideClasses };
  }

  private next(character: string): void {
    if (character === '(') {
      refuseGroup(this.ahead(4));
      this.size.open();
      this.copy(1);
    } else if (character === ')') {
      this.size.close();
      this.copy(1);
    } else if (character === '{') {
      this.countedRepetition();
    } else {
      this.size.atom(1);
      if (character === '\\') this.escape(false);
      else if (character === '[') this.characterClass();
      else this.copy(1);
    }
  }

  private countedRepetition(): void {
    const counted = COUNTED.exec(this.ahead(20));
    if (counted === null) this.size.atom(1);
    else this.size.repeat(Number(counted[3] || 0) || Number(counted[1]) + 1);
    this.copy(counted?.[0].length ?? 1);
  }

  private characterClass(): void {
    const opening = this.pattern[this.position + 1] === '^' ? '[^' : '[';
    this.copy(opening.length);
    if (this.pattern[this.position] === ']') {
      // An empty class in JavaScript, the start of a class that holds a bracket in Python.
      throw new PatternError(
        `${opening}] means different things in different languages; write [\\s\\S] for any character, \\] for a bracket.`,
      );
    }
    while (this.position < this.pattern.length && this.pattern[this.position] !== ']') {
      if (WIDE_RANGE_END.test(this.ahead(3))) this.wideClasses += 1;
      if (this.pattern[this.position] === '\\') this.escape(true);
      else this.copy(POSIX_CLASS.exec(this.ahead(20))?.[0].length ?? 1);
    }
    this.copy(1);
  }

  private escape(inClass: boolean): void {
    const translated = translateEscape(this.pattern, this.position, inClass);
    if (translated.isWide) this.wideClasses += 1;
    this.text += translated.text;
    this.position += translated.length;
  }

  private copy(length: number): void {
    this.text += this.pattern.slice(this.position, this.position + length);
    this.position += length;
  }

  private ahead(length: number): string {
    return this.pattern.slice(this.position, this.position + length);
  }
}

function refuseGroup(opening: string): void {
  for (const [shape, message] of REFUSED_GROUPS) {
    if (shape.test(opening)) throw new PatternError(message);
  }
}
