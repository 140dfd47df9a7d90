import fc from 'fast-check';
import { compilePattern, MAX_PATTERN_LENGTH, PatternError, PatternWorkError } from '.';

const matches = (pattern: string, text: string, flags?: string) => compilePattern(pattern, flags).test(text);

describe('what is written for JavaScript or Python', () => {
  it.each([
    ['anywhere in the text', 'b+', 'abbc', true],
    ['anchors', '^b+$', 'abbc', false],
    ['digits', '^\\d{4}-\\d{2}$', '2026-02', true],
    ['digits are ASCII', '\\d', '٣', false],
    ['four-digit escapes', '^\\u00e9$', 'é', true],
    ['braced escapes', '^\\u{1F600}$', '😀', true],
    ['surrogate pairs', '^\\ud83d\\ude00$', '😀', true],
    ['surrogate pairs in a class', '^[\\ud83d\\ude00]$', '😀', true],
    ['a lone surrogate does not match half a pair', '\\ud83d', '😀', false],
    ['a lone surrogate matches itself', '\\ud83d', 'a\ud83d', true],
    ['eight-digit escapes', '^\\U0001F600$', '😀', true],
    ['two-digit escapes', '^\\xe9$', 'é', true],
    ['control escapes', '^\\cA\\0$', '\u0001\u0000', true],
    ['octal escapes', '^\\012$', '\n', true],
    ['named groups of JavaScript', '(?<year>\\d+)', 'in 2026', true],
    ['named groups of Python', '(?P<year>\\d+)', 'in 2026', true],
    ['escaped slashes', '^a\\/b$', 'a/b', true],
    ['needless escapes', '^\\-\\"\\_\\é\\@$', '-"_é@', true],
    ['Unicode spaces', '^\\s$', '\u00a0', true],
    ['Unicode spaces in a class', '^[a\\s]$', '\u3000', true],
    ['vertical tabs as spaces', '^\\s$', '\v', true],
    ['what is no space', '^\\S$', '\u00a0', false],
    ['what is no space, in a class', '^[\\S]+$', 'aé😀', true],
    ['any character at all', '^[\\s\\S]{3}$', 'a\n😀', true],
    ['general categories', '^\\p{Lu}\\p{Letter}\\p{gc=Ll}$', 'ÉéÖ'.slice(0, 2) + 'ö', true],
    ['scripts', '^\\p{Script=Greek}\\p{sc=Greek}\\p{Greek}$', 'αβγ', true],
    ['binary properties', '^\\p{Emoji}$', '😀', true],
    ['negated properties', '^\\P{L}[^\\p{L}]$', '12', true],
    ['short properties', '^\\pL$', 'é', true],
    ['backspace in a class', '[\\b]', 'a\bc', true],
    ['word boundaries', '\\bcat\\b', 'a cat.', true],
    ["Python's end of text", 'a\\Z', 'ba', true],
    ['POSIX classes', '^[[:alpha:]]+$', 'abc', true],
    ['flags inside the pattern', '(?i)ABC', 'xabcx', true],
    ['lazy repetition', '^a+?$', 'aaa', true],
    ['braces that count nothing', '^a{,3}{x}$', 'a{,3}{x}', true],
    ['an escaped bracket in a class', '^[\\]a]+$', ']a', true],
    ['a bracket in a class', '^[[a]+$', '[a', true],
    ['the empty pattern', '', '', true],
    ['a dollar only at the very end', 'a$', 'a\n', false],
    ['code points, not halves of them', '^.$', '😀', true],
  ])('%s', (_rule, pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });
});

describe('flags', () => {
  it.each([
    ['none: case matters', 'A', 'a', '', false],
    ['i: case does not', 'É', 'é', 'i', true],
    ['i: the Kelvin sign folds', 'k', '\u212a', 'i', true],
    ['i: ß is not ss', 'ß', 'ss', 'i', false],
    ['none: the dot stops at a line end', 'a.b', 'a\nb', '', false],
    ['s: the dot does not', 'a.b', 'a\nb', 's', true],
    ['m: anchors at lines', '^b$', 'a\nb\nc', 'm', true],
    ['all three', '^B.C$', 'a\nb\nc', 'ims', true],
  ])('%s', (_rule, pattern, text, flags, expected) => {
    expect(matches(pattern, text, flags)).toBe(expected);
  });

  it('are reported in one order', () => {
    expect(compilePattern('a', 'smi').flags).toBe('ims');
  });

  it.each(['g', 'u', 'x', 'ii', 'I', 'i m', 'imsi'])('refuses %p', (flags) => {
    expect(() => compilePattern('a', flags)).toThrow(PatternError);
  });
});

describe('refusals', () => {
  it.each([
    ['numbered back-references', '(a)\\1', /Back-references/],
    ['two-digit back-references, which are no octal codes', '(a)\\12', /Back-references/],
    ['named back-references', '(?<n>a)\\k<n>', /Back-references/],
    ["Python's back-references", '(?P<n>a)(?P=n)', /Back-references/],
    ['look-ahead', 'a(?=b)', /Look-ahead/],
    ['negative look-ahead', 'a(?!b)', /Look-ahead/],
    ['look-behind', '(?<=a)b', /look-behind/],
    ['negative look-behind', '(?<!a)b', /look-behind/],
    ['atomic groups', '(?>a)', /Atomic/],
    ['recursion', '(?R)', /Recursion/],
    ['conditions', '(a)(?(1)b|c)', /Conditional/],
    ['comments', '(?#note)a', /Comments/],
    ['possessive repetition', 'a++', /repetition operator/],
    ['verbose mode', '(?x) a', /unsupported/],
    ['an unclosed group', '(a', /missing closing \)/],
    ['an unopened group', 'a)', /unexpected \)/],
    ['an unclosed class', '[a', /missing closing \]/],
    ['the empty class', '[]a', /\[\\s\\S\]/],
    ['the class of everything', 'a[^]b', /\[\\s\\S\]/],
    ['a range backwards', '[z-a]', /range/],
    ['nothing to repeat', '*a', /repetition/],
    ['a backslash at the end', 'a\\', /backslash/],
    ['escapes without a meaning', '\\y', /\\y has no meaning/],
    ['half an escape', '\\u12', /hexadecimal/],
    ['half a two-digit escape', '\\x4', /hexadecimal/],
    ['an unknown property', '\\p{Nonsense}', /Nonsense/],
    ['a property without name', '\\p', /Unicode property/],
    ['two groups of one name', '(?<n>a)(?<n>b)', /duplicate/],
    ['a code beyond Unicode', '\\u{110000}', /not valid/],
  ])('%s', (_rule, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
    expect(() => compilePattern(pattern)).toThrow(message);
  });

  it('keeps messages short', () => {
    const attempt = () => compilePattern(`(${'é'.repeat(5000)}`);
    expect(attempt).toThrow(/^.{1,200}$/);
  });
});

describe('limits', () => {
  it('refuses a pattern over the length', () => {
    expect(compilePattern('a|'.repeat(400)).programSize).toBeGreaterThan(0);
    expect(() => compilePattern('a'.repeat(MAX_PATTERN_LENGTH + 1))).toThrow(/10001/);
  });

  it.each([
    ['nested repetition', '((a{1000}){1000}){1000}'],
    ['repetition beside repetition', 'a{1000}'.repeat(1400)],
    ['repetition of wide classes', '\\pL{1000}'.repeat(1000)],
    ['nested open repetition', '((a{500,}){500,}){500,}'],
    ['repetition of groups', '(?:abcdefghij|x{9}){0,400}'],
    ['a long literal', 'a'.repeat(5000)],
    ['one enormous count', 'a{99999999}'],
    ['many wide classes', '\\p{L}'.repeat(101)],
    ['many wide ranges', '[b-\\u{1e900}]'.repeat(101)],
    ['many wide complements', '[a\\S]'.repeat(101)],
    ['deep groups', '('.repeat(4000) + ')'.repeat(4000)],
  ])('refuses %s', (_rule, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(PatternError);
  });

  it.each([
    ['nested stars', '(a+)+$'],
    ['nested stars over everything', '(.*)*(.*)*x$'],
    ['alternatives that overlap', '^(a|a|aa)*$'],
    ['optional parts', `${'a?'.repeat(20)}${'a'.repeat(20)}$`],
    ['a bounded gap', 'a.{20}c'],
  ])('searches a million characters with %s', (_rule, pattern) => {
    expect(matches(pattern, `${'a'.repeat(1_000_000)}b`)).toBe(false);
  });

  it('refuses a text that is too long for a large pattern, and takes it with a small one', () => {
    const text = 'ab'.repeat(500_000);
    expect(() => matches('a[ab]{900}c', text)).toThrow(PatternWorkError);
    expect(matches('abc', text)).toBe(false);
  });

  it('gives the same compiled pattern again while it is in the cache', () => {
    expect(compilePattern('cached-[0-9]+', 'i')).toBe(compilePattern('cached-[0-9]+', 'i'));
    expect(compilePattern('cached-[0-9]+')).not.toBe(compilePattern('cached-[0-9]+', 'i'));
  });

  it('still answers right after its automaton was dropped', () => {
    const pattern = compilePattern('a[ab]{60}c');
    const hostile = Array.from({ length: 20_000 }, (_, index) => ((index * index) % 7 < 3 ? 'a' : 'b')).join('');
    expect(pattern.test(`${hostile}c${hostile}`)).toBe(new RegExp('a[ab]{60}c').test(`${hostile}c${hostile}`));
    expect(pattern.test(`a${'b'.repeat(60)}c`)).toBe(true);
    expect(pattern.test(`a${'b'.repeat(59)}c`)).toBe(false);
  });
});

describe('agreement with JavaScript', () => {
  const atoms = fc.constantFrom(
    'a',
    'b',
    'é',
    '.',
    '\\d',
    '\\w',
    '\\s',
    '\\S',
    '[ab]',
    '[^a]',
    '[\\s1]',
    '\\u0061',
    '\\b',
    '^',
    '$',
  );
  const pieces = fc
    .tuple(atoms, fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '+?'))
    .map(([atom, times]) => (/^(?:\\b|\^|\$)$/.test(atom) ? atom : atom + times));
  const branches = fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join(''));
  const patterns = fc
    .array(branches, { minLength: 1, maxLength: 3 })
    .map((alternatives) => `(?:${alternatives.join('|')})a?b?`);
  const texts = fc
    .array(fc.constantFrom('a', 'b', 'é', '1', ' ', '\u00a0', '\n', '😀'), { maxLength: 8 })
    .map((parts) => parts.join(''));

  it('on patterns of ordinary parts', () => {
    fc.assert(
      fc.property(patterns, texts, fc.constantFrom('', 'i', 'm', 's', 'ims'), (pattern, text, flags) => {
        expect(matches(pattern, text, flags)).toBe(new RegExp(pattern, `u${flags}`).test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws anything but its own error', () => {
    const hostile = fc.array(fc.constantFrom(...'ab()[]{}\\|*+?.^$-,:=!<>P1205pLuxQE/é\ud83d'), { maxLength: 30 });
    fc.assert(
      fc.property(hostile, (characters) => {
        try {
          matches(characters.join(''), 'ab12');
        } catch (error) {
          expect(error).toBeInstanceOf(PatternError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
