import { numberLiteral, rawJson } from '@assay/shared/json';
import fc from 'fast-check';
import { findScorer, listScorers, type ScorerConfig, ScorerConfigError } from '.';

type Case = [string, unknown, unknown, ScorerConfig, number];

function scorer(name: string) {
  const found = findScorer(name);
  if (found === undefined) throw new Error(`No scorer ${name}`);
  return found;
}

const score = (name: string, output: unknown, expectedOutput: unknown, config: ScorerConfig = {}) =>
  scorer(name).score({ output, expectedOutput }, config);

/** The value as its exact decimal; undefined when there is none. */
function exact(name: string, output: unknown, expected: unknown, config: ScorerConfig = {}): string | undefined {
  const { value } = score(name, output, expected, config);
  return value === null ? undefined : numberLiteral(value);
}

function fieldOf(name: string, config: ScorerConfig): string {
  try {
    scorer(name).validateConfig(config);
  } catch (error) {
    if (error instanceof ScorerConfigError) return error.field;
    throw error;
  }
  throw new Error('The configuration was accepted');
}

const jsonValue = fc.jsonValue({ maxDepth: 3 }).filter((value) => value !== null);

describe('not_contains', () => {
  it.each<Case>([
    ['a part is there', 'I do not know', 'not', {}, 0],
    ['no part is there', 'Paris', 'not', {}, 1],
    ['by the value of the configuration', 'ERROR 5', null, { value: 'error', case_sensitive: false }, 0],
    ['by canonical JSON', { a: [1.5] }, '"a":[1.5]', {}, 0],
  ])('%s', (_rule, output, expected, config, value) => {
    expect(score('not_contains', output, expected, config)).toEqual({ value });
  });

  it('is the opposite of contains, and gives no score where that gives none', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ maxLength: 2 }), (output, expected) => {
        const [a, b] = [score('contains', output, expected).value, score('not_contains', output, expected).value];
        expect(Number(a) + Number(b)).toBe(1);
      }),
    );
    expect(score('not_contains', 'a', null)).toEqual(score('contains', 'a', null));
  });
});

describe('equals', () => {
  it.each<Case>([
    ['42 and "42"', 42, '42', {}, 1],
    ['texts to the last space', 'Paris ', 'Paris', {}, 0],
    ['objects whatever the order of keys', { a: 1, b: 2 }, rawJson('{"b":2.0,"a":1}'), {}, 1],
    ['a text that spells the expected object', '{ "b": 2, "a": 1 }', { a: 1, b: 2 }, {}, 1],
    ['a text that spells another order of a list', '[2,1]', [1, 2], {}, 0],
    ['a text that spells it, expected as a text', '{ "a": 1 }', '{"a":1}', {}, 0],
    ['integers beyond doubles', rawJson('9007199254740993'), rawJson('9007199254740992'), {}, 0],
    ['the value of the configuration before the item', 'yes', 'no', { value: 'yes' }, 1],
    ['a text that is no JSON', 'maybe', { a: 1 }, {}, 0],
  ])('%s', (_rule, output, expected, config, value) => {
    expect(score('equals', output, expected, config)).toEqual({ value });
  });

  it('every value equals itself, also as the text that spells it', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        expect(score('equals', value, value)).toEqual({ value: 1 });
        expect(score('equals', ` ${JSON.stringify(value)}`, rawJson(JSON.stringify(value)))).toEqual({
          value: typeof value === 'string' ? 0 : 1,
        });
      }),
    );
  });
});

describe('json_match', () => {
  it.each<Case>([
    ['a value at a path', { status: 'ok' }, null, { path: '$.status', value: 'ok' }, 1],
    ['in a text that spells JSON', '{"status": "ok"}', null, { path: '$.status', value: 'ok' }, 1],
    ['in JSON kept as text', rawJson('{"n": 9007199254740993}'), null, { path: '$.n', value: '9007199254740993' }, 1],
    ['another value', { status: 'no' }, null, { path: '$.status', value: 'ok' }, 0],
    ['any of several', [{ a: 1 }, { a: 2 }], null, { path: '$[*].a', value: 2 }, 1],
    ['an object whatever the order of keys', { a: { x: 1, y: 2 } }, null, { path: '$.a', value: { y: 2, x: 1 } }, 1],
    ['null', { error: null }, null, { path: '$.error', value: null }, 1],
    ['a text that is no JSON is itself', 'done', null, { path: '$', value: 'done' }, 1],
  ])('%s', (_rule, output, expected, config, value) => {
    expect(score('json_match', output, expected, config)).toEqual({ value });
  });

  it('is 0 where the path selects nothing, or the output is no JSON, and says so', () => {
    const config = { path: '$.status', value: 'ok' };
    for (const output of ['Sorry, I cannot do that.', {}, [1], 7])
      expect(score('json_match', output, null, config)).toEqual({ value: 0, rationale: expect.any(String) });
  });

  it('gives no score where the path takes too much work', () => {
    const output = rawJson('[['.repeat(200) + '1' + ',1],2]'.repeat(200));
    expect(score('json_match', output, null, { path: '$..*..*..*', value: 0 })).toEqual({
      value: null,
      reason: expect.stringContaining('work'),
    });
  });

  it.each<[string, ScorerConfig]>([
    ['path', { value: 1 }],
    ['path', { path: 5, value: 1 }],
    ['path', { path: 'status', value: 1 }],
    ['path', { path: '$[?nothing(@)]', value: 1 }],
    ['value', { path: '$.a' }],
  ])('refuses a bad %s', (field, config) => {
    expect(fieldOf('json_match', config)).toBe(field);
  });
});

describe('json_schema and valid_json', () => {
  const schema = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } };

  it.each<[string, string, unknown, ScorerConfig, number]>([
    ['a value that fits', 'json_schema', { a: 1 }, { schema }, 1],
    ['a text that spells one', 'json_schema', '{"a": 1}', { schema }, 1],
    ['a text for itself', 'json_schema', 'hello', { schema: { type: 'string', maxLength: 5 } }, 1],
    ['a text that spells a number, for itself', 'json_schema', '42', { schema: { type: 'string' } }, 1],
    ['an object', 'valid_json', { a: 1 }, {}, 1],
    ['a text that spells a list', 'valid_json', ' [1] ', {}, 1],
    ['an object that fits', 'valid_json', '{"a": 1}', { schema }, 1],
  ])('%s', (_rule, name, output, config, value) => {
    expect(score(name, output, null, config)).toEqual({ value });
  });

  it.each<[string, string, unknown, ScorerConfig, string]>([
    ['a value that does not fit', 'json_schema', { a: 'x' }, { schema }, '/a must be integer'],
    ['a text that is no JSON', 'json_schema', 'Sorry', { schema }, 'must be object'],
    ['a number', 'valid_json', '42', {}, 'neither'],
    ['an object that does not fit', 'valid_json', '{}', { schema }, "must have required property 'a'"],
  ])('0 with the reason: %s', (_rule, name, output, config, reason) => {
    expect(score(name, output, null, config)).toEqual({ value: 0, rationale: expect.stringContaining(reason) });
  });

  it.each<ScorerConfig>([{}, { schema: 5 }, { schema: { type: 'nothing' } }, { schema: { $ref: 'http://x.test' } }])(
    'refuses the schema %j',
    (config) => {
      expect(fieldOf('json_schema', config)).toBe('schema');
    },
  );
});

describe('levenshtein', () => {
  it.each<[string, unknown, unknown, string]>([
    ['one of three', 'kitten', 'sitten', '0.83333333333333333333'],
    ['kitten and sitting', 'kitten', 'sitting', '0.57142857142857142857'],
    ['nothing in common', 'abc', 'xyz', '0'],
    ['equal', 'abc', 'abc', '1'],
    ['both empty', '', '', '1'],
    ['one empty', '', 'abc', '0'],
    ['code points, not units', 'a😀', 'b😀', '0.5'],
    ['many kinds of code points', '😀😁', '😀x', '0.5'],
    ['tenths exactly', 'aaaaaaaaab', 'aaaaaaaaaa', '0.9'],
    ['canonical JSON', { b: 1, a: 2 }, '{"a":2,"b":1}', '1'],
  ])('%s', (_rule, output, expected, value) => {
    expect(exact('levenshtein', output, expected)).toBe(value);
  });

  it('is symmetric, within [0, 1], and 1 for equal texts alone', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '\ud800', 'z'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const value = Number(exact('levenshtein', a, b));
        expect(exact('levenshtein', b, a)).toBe(exact('levenshtein', a, b));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value === 1).toBe(a === b);
        expect(value).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });

  it('is what counting by hand gives', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [x, y] = [[...a], [...b]];
        const longer = Math.max(x.length, y.length);
        const expected = longer === 0 ? 1 : (longer - plainDistance(x, y)) / longer;
        expect(Number(exact('levenshtein', a, b))).toBeCloseTo(expected, 15);
      }),
    );
  });

  it('gives no score for texts that are too long for each other', () => {
    expect(score('levenshtein', 'a'.repeat(10_000), 'b'.repeat(10_000))).toEqual({
      value: null,
      reason: expect.stringContaining('too long'),
    });
    expect(exact('levenshtein', 'a'.repeat(2_000_000), 'a'.repeat(2_000_000))).toBe('1');
  });
});

describe('numeric_diff', () => {
  it.each<[string, unknown, unknown, string]>([
    ['equal', 5, 5.0, '1'],
    ['two zeros', 0, rawJson('-0.0'), '1'],
    ['a zero and another', 0, 3, '0'],
    ['two signs', -1, 1, '0'],
    ['a half more', 2, 3, '0.8'],
    ['exactly', 0.1, 0.3, '0.5'],
    ['texts that spell numbers', ' 9 ', '11', '0.9'],
    ['far apart', 1, 1e300, '0'],
    ['beyond doubles', rawJson('1e400'), rawJson('3e400'), '0.5'],
    ['exponents of any length', rawJson('1e99999999999999999999'), rawJson('1e99999999999999999999'), '1'],
    ['integers beyond doubles', rawJson('9007199254740993'), rawJson('9007199254740992'), '0.99999999999999994449'],
  ])('%s', (_rule, output, expected, value) => {
    expect(exact('numeric_diff', output, expected)).toBe(value);
  });

  it.each<[unknown, unknown]>([
    ['about five', 5],
    [5, 'five'],
    [[5], 5],
    [true, 1],
    ['0x10', 16],
  ])('gives no score for what is no number: %j and %j', (output, expected) => {
    expect(score('numeric_diff', output, expected)).toEqual({ value: null, reason: expect.stringContaining('number') });
  });

  it("is autoevals' formula", () => {
    const number = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
      .map((value) => (Math.abs(value) < 1e-300 ? 0 : value));
    fc.assert(
      fc.property(number, number, (a, b) => {
        const formula = a === 0 && b === 0 ? 1 : 1 - Math.abs(a - b) / (Math.abs(a) + Math.abs(b));
        expect(Number(exact('numeric_diff', a, b))).toBeCloseTo(formula, 10);
      }),
    );
  });

  it('refuses an expected value that is no number', () => {
    expect(fieldOf('numeric_diff', { value: 'five' })).toBe('expected_output');
  });
});

describe('json_diff', () => {
  it.each<[string, unknown, unknown, number]>([
    ['equal', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }, 1],
    ['half of the keys', { a: 1, b: 2 }, { a: 1, b: -2 }, 0.5],
    ['a key that one side lacks', { a: 1 }, { a: 1, b: 2 }, 0.5],
    ['a place that one side lacks', [1, 2, 3], [1, 2], 0.666666666667],
    ['numbers by numeric_diff', { a: 2 }, { a: 3 }, 0.8],
    ['texts by levenshtein', ['abcd'], ['abcx'], 0.75],
    ['null beside a value', [null], [0], 0],
    ['empty objects', {}, {}, 1],
    ['a text that spells it', '{"a": 1}', { a: 1 }, 1],
  ])('%s', (_rule, output, expected, value) => {
    expect(score('json_diff', output, expected)).toEqual({ value });
  });

  it('is symmetric, within [0, 1], and 1 for a value and itself', () => {
    fc.assert(
      fc.property(jsonValue, jsonValue, (a, b) => {
        const value = Number(exact('json_diff', [a], [b]));
        expect(exact('json_diff', [b], [a])).toBe(exact('json_diff', [a], [b]));
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(exact('json_diff', [a], [a])).toBe('1');
      }),
    );
  });
});

describe('weighted', () => {
  const of = (...parts: unknown[]): ScorerConfig => ({ of: parts });

  it.each<[string, ScorerConfig, string]>([
    ['one scorer is itself', of({ scorer: 'levenshtein' }), '0.66666666666666666667'],
    ['weights of 1', of({ scorer: 'contains', config: { value: 'a' } }, { scorer: 'equals' }), '0.5'],
    [
      'exact decimals',
      of(
        { scorer: 'contains', config: { value: 'a' }, weight: 0.1 },
        { scorer: 'contains', config: { value: 'x' }, weight: 0.2 },
      ),
      '0.33333333333333333333',
    ],
    ['those that gave a number', of({ scorer: 'numeric_diff' }, { scorer: 'contains', config: { value: 'a' } }), '1'],
    ['a weight of 0', of({ scorer: 'equals', weight: 0 }, { scorer: 'contains', config: { value: 'a' } }), '1'],
    ['an alias', of({ scorer: 'ExactMatch' }), '0'],
  ])('%s', (_rule, config, value) => {
    expect(exact('weighted', 'abc', 'abd', config)).toBe(value);
  });

  it('says what each part gave', () => {
    const config = of({ scorer: 'equals', weight: 2 }, { scorer: 'numeric_diff' });
    expect(score('weighted', 'a', 'a', config)).toEqual({
      value: 1,
      rationale: 'equals: 1, weight 2\nnumeric_diff: no score (The output is not a number.)',
    });
  });

  it('gives no score when none gave a number, or all weights are 0', () => {
    expect(score('weighted', 'a', null, of({ scorer: 'equals' }))).toMatchObject({ value: null });
    expect(score('weighted', 'a', 'a', of({ scorer: 'equals', weight: 0 }))).toMatchObject({ value: null });
  });

  it.each<[string, ScorerConfig]>([
    ['of', {}],
    ['of', of()],
    ['of', of(...Array.from({ length: 21 }, () => ({ scorer: 'equals' })))],
    ['of[0]', of('equals')],
    ['of[1].scorer', of({ scorer: 'equals' }, { scorer: 'nothing' })],
    ['of[0].scorer', of({ scorer: 'weighted' })],
    ['of[0].config', of({ scorer: 'equals', config: 'x' })],
    ['of[0].config.pattern', of({ scorer: 'regex' })],
    ['of[0].weight', of({ scorer: 'equals', weight: -1 })],
    ['of[0].weight', of({ scorer: 'equals', weight: '1' })],
    ['of[0].weight', of({ scorer: 'equals', weight: JSON.rawJSON('1e-9999') })],
  ])('refuses a bad %s', (field, config) => {
    expect(fieldOf('weighted', config)).toBe(field);
  });
});

describe('every scorer', () => {
  it('stays within [0, 1] whatever it compares', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...listScorers()),
        jsonValue,
        jsonValue,
        ({ scorer: each }, output, expectedOutput) => {
          const config = { pattern: 'a', path: '$..*', value: expectedOutput, schema: {}, of: [{ scorer: 'equals' }] };
          const usable = each.name === 'numeric_diff' ? {} : config;
          const { value } = each.score({ output, expectedOutput }, usable);
          if (value !== null) expect(Number(numberLiteral(value))).toBeGreaterThanOrEqual(0);
          if (value !== null) expect(Number(numberLiteral(value))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('gives no score without output', () => {
    const config = { pattern: 'a', path: '$', value: 1, schema: {}, of: [{ scorer: 'equals' }] };
    for (const { scorer: each } of listScorers())
      expect(each.score({ output: null, expectedOutput: 1 }, config)).toMatchObject({ value: null });
  });

  it('goes by the names of autoevals where its meaning is the same', () => {
    for (const { scorer: each, aliases } of listScorers())
      for (const alias of aliases) expect(findScorer(alias)).toBe(each);
    expect(listScorers().flatMap(({ aliases }) => aliases)).toContain('JSONDiff');
  });
});

/** The textbook table. */
function plainDistance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, index) => index + 1);
  row.unshift(0);
  for (const [i, x] of a.entries()) {
    const next = [i + 1];
    for (const [j, y] of b.entries())
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (x === y ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
