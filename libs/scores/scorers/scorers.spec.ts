import { rawJson } from '@assay/shared/json';
import fc from 'fast-check';
import { type BuiltInScorer, findScorer, type ScorerConfig, ScorerConfigError, scorerNames } from '.';
import { foldCase } from './case-folding';

const NO_EXPECTED = { value: null, reason: 'No expected output to compare with.' };

function scorer(name: string): BuiltInScorer {
  const found = findScorer(name);
  if (found === undefined) throw new Error(`No scorer ${name}`);
  return found;
}

const score = (name: string, output: unknown, expectedOutput: unknown, config: ScorerConfig = {}) =>
  scorer(name).score({ output, expectedOutput }, config);

function configError(name: string, config: ScorerConfig): ScorerConfigError {
  try {
    scorer(name).validateConfig(config);
  } catch (error) {
    if (error instanceof ScorerConfigError) return error;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

describe('the registry', () => {
  it('finds each scorer by its name, and no other', () => {
    expect(scorerNames()).toEqual([
      'exact_match',
      'contains',
      'regex',
      'not_contains',
      'equals',
      'json_match',
      'json_schema',
      'levenshtein',
      'numeric_diff',
      'json_diff',
      'valid_json',
      'weighted',
    ]);
    for (const name of scorerNames()) expect(findScorer(name)?.name).toBe(name);
    for (const name of ['Exact_Match', 'human', 'constructor', '__proto__', ''])
      expect(findScorer(name)).toBeUndefined();
  });
});

describe('exact_match', () => {
  it.each<[string, unknown, unknown, ScorerConfig, number]>([
    ['equal texts', 'Paris', 'Paris', {}, 1],
    ['other texts', 'Paris', 'London', {}, 0],
    ['case matters', 'paris', 'Paris', {}, 0],
    ['case does not, when told so', 'PARIS', 'Paris', { case_sensitive: false }, 1],
    ['white space at the ends does not', ' Paris\n', '\u00a0Paris', {}, 1],
    ['white space at the ends does, when told so', ' Paris', 'Paris', { strip_whitespace: false }, 0],
    ['white space inside always does', 'New  York', 'New York', {}, 0],
    ['a number and its text', 42, '42', {}, 1],
    ['numbers by value', rawJson('1.0'), 1, {}, 1],
    ['integers beyond doubles', rawJson('9007199254740993'), rawJson('9007199254740992'), {}, 0],
    ['raw numbers', JSON.rawJSON('9007199254740993'), rawJson('9007199254740993'), {}, 1],
    ['objects whatever the order of keys', { a: 1, b: [2] }, rawJson('{"b": [2.0], "a": 1}'), {}, 1],
    ['a text and the object that it spells', '{"a":1}', { a: 1 }, {}, 1],
    ['false is an output', false, 'false', {}, 1],
    ['the empty text is an expected output', '  ', '', {}, 1],
    ['a raw string stands for itself', rawJson('"Paris"'), 'Paris', {}, 1],
    ["the configuration's expected output where the item has none", 'a', null, { expected_output: 'a' }, 1],
    ["the item's expected output before the configuration's", 'a', 'a', { expected_output: 'b' }, 1],
    ['unknown keys and nulls in the configuration', 'a', 'a', { threshold: 3, case_sensitive: null }, 1],
  ])('%s', (_rule, output, expected, config, value) => {
    expect(score('exact_match', output, expected, config)).toEqual({ value });
  });

  it.each([undefined, null, rawJson('null')])('gives no score without expected output (%p)', (expected) => {
    expect(score('exact_match', 'a', expected)).toEqual(NO_EXPECTED);
  });

  it('gives no score without output', () => {
    expect(score('exact_match', null, 'a')).toEqual({ value: null, reason: 'No output to score.' });
  });

  it.each<[string, ScorerConfig]>([
    ['case_sensitive', { case_sensitive: 'yes' }],
    ['case_sensitive', { case_sensitive: 1 }],
    ['strip_whitespace', { strip_whitespace: JSON.rawJSON('0') }],
    ['strip_whitespace', { strip_whitespace: rawJson('[true]') }],
  ])('refuses %s of another type', (field, config) => {
    expect(configError('exact_match', config).field).toBe(field);
    expect(() => score('exact_match', 'a', 'a', config)).toThrow(ScorerConfigError);
  });

  it('reads raw booleans', () => {
    expect(score('exact_match', 'A', 'a', { case_sensitive: rawJson('false') })).toEqual({ value: 1 });
  });
});

describe('contains', () => {
  it.each<[string, unknown, unknown, ScorerConfig, number]>([
    ['a part', 'It is Paris.', 'Paris', {}, 1],
    ['no part', 'It is Paris.', 'London', {}, 0],
    ['case matters', 'It is paris.', 'Paris', {}, 0],
    ['case does not, when told so', 'It is PARIS.', 'paris', { case_sensitive: false }, 1],
    ['white space matters', 'Paris', ' Paris', {}, 0],
    ['the empty text is in every output', 'Paris', '', {}, 1],
    ['a number in a text', 'It is 42.', 42, {}, 1],
    ['a text in an object', { city: 'Paris' }, 'Paris', {}, 1],
    ["the configuration's expected output before the item's", 'a', 'b', { expected_output: 'a' }, 1],
    ["the configuration's value before the item's", 'a', 'b', { value: 'a' }, 1],
    ['expected_output before value', 'a', 'b', { expected_output: 'a', value: 'b' }, 1],
    ['a null in the configuration is not given', 'a', 'a', { expected_output: null, value: null }, 1],
    ['false in the configuration is given', 'false', 'b', { value: false }, 1],
    ['exact numbers in the configuration', '9007199254740993', null, { value: JSON.rawJSON('9007199254740993') }, 1],
    ['special characters stand for themselves', 'a.c', 'a.', {}, 1],
    ['a final sigma inside a word', 'ΟΔΟΣΟ', 'οδος', { case_sensitive: false }, 1],
  ])('%s', (_rule, output, expected, config, value) => {
    expect(score('contains', output, expected, config)).toEqual({ value });
  });

  it('gives no score without anything expected', () => {
    expect(score('contains', 'a', undefined, { value: null })).toEqual(NO_EXPECTED);
  });

  it('gives no score without output', () => {
    expect(score('contains', undefined, 'a')).toMatchObject({ value: null });
  });

  it('refuses case_sensitive of another type', () => {
    expect(configError('contains', { case_sensitive: 'no' })).toMatchObject({ field: 'case_sensitive' });
  });
});

describe('regex', () => {
  it.each<[string, unknown, ScorerConfig, number]>([
    ['anywhere', 'order 4711 shipped', { pattern: '\\d{4}' }, 1],
    ['nowhere', 'order shipped', { pattern: '\\d{4}' }, 0],
    ['with flags', 'a\nB', { pattern: '^b$', flags: 'im' }, 1],
    ['with empty flags', 'b', { pattern: 'b', flags: '' }, 1],
    ['on canonical JSON', { b: 1, a: 2 }, { pattern: '^\\{"a":2,"b":1\\}$' }, 1],
    ['on a number', 42, { pattern: '^42$' }, 1],
    ['on the empty text', '', { pattern: '^$' }, 1],
    ['in linear time', `${'a'.repeat(100_000)}!`, { pattern: '^(a+)+$' }, 0],
    ['without expected output', 'a', { pattern: 'a' }, 1],
    ['with a raw pattern', 'a', { pattern: rawJson('"^a$"') }, 1],
  ])('%s', (_rule, output, config, value) => {
    expect(score('regex', output, null, config)).toEqual({ value });
  });

  it('gives no score without output, or for one that is too long for its pattern', () => {
    expect(score('regex', null, null, { pattern: 'a' })).toMatchObject({ value: null });
    expect(score('regex', 'ab'.repeat(500_000), null, { pattern: 'a[ab]{900}c' })).toEqual({
      value: null,
      reason: expect.stringContaining('characters'),
    });
  });

  it.each<[string, string, ScorerConfig]>([
    ['no pattern', 'pattern', {}],
    ['a pattern that is null', 'pattern', { pattern: null }],
    ['a pattern that is no text', 'pattern', { pattern: 1 }],
    ['an invalid pattern', 'pattern', { pattern: '(' }],
    ['an unsupported pattern', 'pattern', { pattern: '(a)\\1' }],
    ['a pattern that is too large', 'pattern', { pattern: 'a{1000}'.repeat(9) }],
    ['unknown flags', 'flags', { pattern: 'a', flags: 'g' }],
    ['a flag twice', 'flags', { pattern: 'a', flags: 'ii' }],
    ['flags that are no text', 'flags', { pattern: 'a', flags: ['i'] }],
  ])('refuses %s', (_rule, field, config) => {
    const error = configError('regex', config);
    expect(error.field).toBe(field);
    expect(error.message).toMatch(/\.$/);
  });
});

describe('case folding', () => {
  it.each([
    ['ordinary letters', 'Straße', 'STRASSE'],
    ['the capital ß', 'ẞ', 'ß'],
    ['sigma wherever it stands', 'ΟΔΟΣ', 'οδοσ'],
    ['the Kelvin sign', '\u212a', 'k'],
    ['the dotted İ and its letters', 'İ', 'i\u0307'],
    ['the dotless ı', 'ı', 'I'],
    ['ligatures', 'ﬁ', 'FI'],
    ['letters beyond the basic plane', '𐐀', '𐐨'],
  ])('%s', (_rule, one, other) => {
    expect(foldCase(one)).toBe(foldCase(other));
  });

  it('keeps different letters different', () => {
    expect(foldCase('İ')).not.toBe(foldCase('i'));
    expect(foldCase('é')).not.toBe(foldCase('e'));
  });

  it('of a whole is the folding of its parts, and of a folded text itself', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'aAßẞΣσςiIıİ\u0307ŉﬁ 𐐀') }),
    );
    fc.assert(
      fc.property(texts, texts, (one, other) => {
        expect(foldCase(one + other)).toBe(foldCase(one) + foldCase(other));
        expect(foldCase(foldCase(one))).toBe(foldCase(one));
      }),
      { numRuns: 1000 },
    );
  });
});
