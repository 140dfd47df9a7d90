import { LRUCache } from 'lru-cache';
import { RE2JS, RE2JSException } from 're2js';
import { PatternError, PatternWorkError } from './pattern-error';
import { translatePattern } from './translate';

/** The longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 10_000;
/** The largest program, in instructions, counted repetitions written out. */
export const MAX_PROGRAM_SIZE = 2_000;
/** The most wide character classes in one pattern; each may weigh 8 KiB and take 6 ms to compile. */
export const MAX_WIDE_CLASSES = 100;
/**
 * The most work in one test: length of the text times size of the program. Linear time alone does not bound a request: the
 * worst known patterns take 15 ns per unit on the machine where this was measured, others a hundredth of that.
 */
export const MAX_TEST_WORK = 250_000_000;

/** What a wide class counts in the cache, in instructions. */
const WIDE_CLASS_WEIGHT = 50;
const MAX_CACHED_PATTERNS = 200;
const MAX_CACHED_WEIGHT = 100_000;
/** The automaton grows while it matches, to 8 MiB a pattern; beyond this it is dropped after the match. */
const KEPT_AUTOMATON_BYTES = 256 * 1024;
const MAX_SHOWN_MESSAGE = 120;

const FLAG_VALUES = new Map([
  ['i', RE2JS.CASE_INSENSITIVE],
  ['m', RE2JS.MULTILINE],
  ['s', RE2JS.DOTALL],
]);

/** A compiled pattern that is matched in time linear in the text. */
export interface LinearPattern {
  readonly pattern: string;
  /** In the order `ims`. */
  readonly flags: string;
  /** Number of instructions; a test costs at most this times the length of the text. */
  readonly programSize: number;
  /** What it costs to compile and keep, in instructions: wide character classes count as 50. */
  readonly weight: number;
  /**
   * Whether the pattern matches anywhere in the text.
   *
   * @throws PatternWorkError when the text is too long for a pattern of this size ({@link MAX_TEST_WORK})
   */
  test(text: string): boolean;
}

class CompiledPattern implements LinearPattern {
  readonly programSize: number;
  readonly weight: number;

  constructor(
    readonly pattern: string,
    readonly flags: string,
    private readonly engine: RE2JS,
    wideClasses: number,
  ) {
    this.programSize = engine.programSize();
    this.weight = this.programSize + wideClasses * WIDE_CLASS_WEIGHT;
  }

  test(text: string): boolean {
    if (text.length * this.programSize > MAX_TEST_WORK) {
      const longest = Math.floor(MAX_TEST_WORK / this.programSize);
      throw new PatternWorkError(
        `This pattern can be tested on texts of up to ${longest} characters, not ${text.length}.`,
      );
    }
    const found = this.engine.test(text);
    this.dropLargeAutomaton();
    return found;
  }

  private dropLargeAutomaton(): void {
    // Made at the first match that needs it, whatever its declared type says.
    const automaton: { stateBudget: number; memBudget: number; clearCache(): void } | null = this.engine.re2().lazyDFA;
    if (automaton !== null && automaton.stateBudget - automaton.memBudget > KEPT_AUTOMATON_BYTES)
      automaton.clearCache();
  }
}

const compiledPatterns = new LRUCache<string, LinearPattern>({
  max: MAX_CACHED_PATTERNS,
  maxSize: MAX_CACHED_WEIGHT,
  sizeCalculation: ({ weight, pattern }) => weight + pattern.length,
});

/**
 * Compiles a pattern as people write it for JavaScript or Python (the README lists the differences) for matching in linear
 * time, without backtracking. Recently used patterns come from a cache.
 *
 * @param flags any of `i` (case-insensitive), `m` (`^` and `$` at lines), `s` (`.` matches line ends), each at most once
 * @throws PatternError when the pattern or the flags are invalid, unsupported or too large
 */
export function compilePattern(pattern: string, flags = ''): LinearPattern {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    throw new PatternError(`A pattern may have ${MAX_PATTERN_LENGTH} characters; this one has ${pattern.length}.`);
  }
  const flagBits = readFlags(flags);
  const key = `${flagBits}/${pattern}`;
  const cached = compiledPatterns.get(key);
  if (cached !== undefined) return cached;

  const { text, expandedSize, wideClasses } = translatePattern(pattern);
  refuseLarge(expandedSize, wideClasses);
  const engine = compileText(text, flagBits);
  refuseLarge(engine.programSize(), wideClasses);
  const ordered = [...FLAG_VALUES.keys()].filter((flag) => flags.includes(flag)).join('');
  const compiled = new CompiledPattern(pattern, ordered, engine, wideClasses);
  compiledPatterns.set(key, compiled);
  return compiled;
}

function readFlags(flags: string): number {
  let bits = 0;
  for (const flag of flags) {
    const bit = FLAG_VALUES.get(flag);
    if (bit === undefined) throw new PatternError(`Unknown flag ${JSON.stringify(flag)}; flags are any of i, m and s.`);
    if ((bits & bit) !== 0) throw new PatternError(`The flag ${flag} is given twice.`);
    bits |= bit;
  }
  return bits;
}

function refuseLarge(size: number, wideClasses: number): void {
  if (size > MAX_PROGRAM_SIZE) {
    throw new PatternError(
      `The pattern is too large: with its repetitions written out it has about ${size} steps, and ${MAX_PROGRAM_SIZE} are allowed.`,
    );
  }
  if (wideClasses > MAX_WIDE_CLASSES) {
    throw new PatternError(
      `A pattern may use \\p{…} and ranges beyond ASCII ${MAX_WIDE_CLASSES} times; this one does ${wideClasses} times.`,
    );
  }
}

function compileText(text: string, flagBits: number): RE2JS {
  try {
    return RE2JS.compile(text, flagBits);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new PatternError(`The pattern is not valid: ${engineMessage(error.message)}.`);
  }
}

/** The engine's message without its prefix, the fragment that it quotes cut to a readable length. */
function engineMessage(message: string): string {
  const plain = message.replace(/^error parsing regexp: /, '');
  return plain.length <= MAX_SHOWN_MESSAGE ? plain : `${plain.slice(0, MAX_SHOWN_MESSAGE).toWellFormed()}…`;
}
