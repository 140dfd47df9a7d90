import { rawJson } from '@assay/shared/json';
import { AssertionError, expectedOutputAssertions, metadataAssertions, parseAssertions } from '.';

function problemOf(work: () => unknown): AssertionError {
  try {
    work();
  } catch (error) {
    if (error instanceof AssertionError) return error;
    throw error;
  }
  throw new Error('The assertions were accepted');
}

describe('a list of assertions', () => {
  it('has a weight of 1 unless it says otherwise', () => {
    expect(
      parseAssertions(
        [
          { type: 'contains', value: 'a' },
          { type: 'not_contains', value: 42, weight: 0.5 },
          { type: 'equals', value: null, weight: null },
          { type: 'regex', value: '\\d{4}', weight: 0 },
          { type: 'json_match', path: '$.status', value: 'ok', id: 'ignored' },
          { type: 'llm_grade', criteria: 'Is it helpful?' },
        ],
        '',
      ),
    ).toEqual([
      { type: 'contains', value: 'a', weight: '1' },
      { type: 'not_contains', value: 42, weight: '0.5' },
      { type: 'equals', value: null, weight: '1' },
      { type: 'regex', value: '\\d{4}', weight: '0' },
      { type: 'json_match', path: '$.status', value: 'ok', weight: '1' },
      { type: 'llm_grade', criteria: 'Is it helpful?', weight: '1' },
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no list', { type: 'contains' }, ''],
    ['too many', Array.from({ length: 101 }, () => ({ type: 'contains', value: 'a' })), ''],
    ['no object', ['contains'], '/0'],
    ['no type', [{ value: 'a' }], '/0/type'],
    ['an unknown type', [{ type: 'contains', value: 'a' }, { type: 'constructor' }], '/1/type'],
    ['no value', [{ type: 'contains' }], '/0/value'],
    ['a null where a text belongs', [{ type: 'not_contains', value: null }], '/0/value'],
    ['a list where a text belongs', [{ type: 'contains', value: ['a'] }], '/0/value'],
    ['no value to equal', [{ type: 'equals' }], '/0/value'],
    ['an invalid regex', [{ type: 'regex', value: '(' }], '/0/value'],
    ['a regex that needs backtracking', [{ type: 'regex', value: '(a)\\1' }], '/0/value'],
    ['no path', [{ type: 'json_match', value: 1 }], '/0/path'],
    ['an invalid JSONPath', [{ type: 'json_match', path: 'status', value: 1 }], '/0/path'],
    ['a path without a value', [{ type: 'json_match', path: '$' }], '/0/value'],
    ['no criteria', [{ type: 'llm_grade', value: 'a' }], '/0/criteria'],
    ['blank criteria', [{ type: 'llm_grade', criteria: ' ' }], '/0/criteria'],
    ['a weight above 1', [{ type: 'contains', value: 'a', weight: 1.1 }], '/0/weight'],
    ['a negative weight', [{ type: 'contains', value: 'a', weight: -0.1 }], '/0/weight'],
    ['a path of another type that is no text', [{ type: 'contains', value: 'a', path: 5 }], '/0/path'],
    ['criteria of another type that are no text', [{ type: 'equals', value: 'a', criteria: ['b'] }], '/0/criteria'],
    ['a weight that is no number', [{ type: 'contains', value: 'a', weight: '1' }], '/0/weight'],
  ])('is refused with %s', (_what, list, path) => {
    expect(problemOf(() => parseAssertions(list, '')).path).toBe(path);
  });
});

describe('the assertions of an item', () => {
  it('stand in its metadata', () => {
    expect(metadataAssertions({ assertions: [{ type: 'contains', value: 'a' }] })).toEqual([
      { type: 'contains', value: 'a', weight: '1' },
    ]);
    for (const none of [null, undefined, {}, { assertions: null }]) expect(metadataAssertions(none)).toEqual([]);
    expect(problemOf(() => metadataAssertions({ assertions: [{}] })).path).toBe('/assertions/0/type');
  });

  it.each<[unknown, unknown[]]>([
    [
      { contains: ['9 AM', '5 PM'] },
      [
        { type: 'contains', value: '9 AM', weight: '1' },
        { type: 'contains', value: '5 PM', weight: '1' },
      ],
    ],
    [rawJson('{"equals": [1.0, 2]}'), [{ type: 'equals', value: [1, 2], weight: '1' }]],
    [
      { json_match: [{ path: '$.a', value: 1, weight: 0.5 }], llm_grade: 'Polite?' },
      [
        { type: 'json_match', path: '$.a', value: 1, weight: '0.5' },
        { type: 'llm_grade', criteria: 'Polite?', weight: '1' },
      ],
    ],
    [{ contains: 'a', other: 'b' }, []],
    [rawJson('"contains"'), []],
    [{}, []],
    [['contains'], []],
    [null, []],
  ])('may be spelled by its expected output: %j', (value, assertions) => {
    expect(expectedOutputAssertions(value)).toEqual(assertions);
  });

  it.each<[unknown, string]>([
    [{ regex: ['a', '('] }, '/regex/1'],
    [{ contains: null }, '/contains'],
    [{ json_match: { path: '$.a' } }, '/json_match/value'],
    [{ json_match: '$.a' }, '/json_match'],
    [{ llm_grade: [''] }, '/llm_grade/0'],
  ])('that are malformed are refused with their place: %j', (value, path) => {
    expect(problemOf(() => expectedOutputAssertions(value)).path).toBe(path);
  });
});
