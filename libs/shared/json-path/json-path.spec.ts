import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rawJson } from '@assay/shared/json';
import { compileJsonPath, JsonPathError, JsonPathWorkError, valueAt } from '.';

interface ComplianceCase {
  name: string;
  selector: string;
  document?: unknown;
  result?: unknown[];
  results?: unknown[][];
  invalid_selector?: boolean;
}

const SUITE = 'src/__tests__/jsonpath-compliance-test-suite/cts.json';
const suite = JSON.parse(
  readFileSync(join(dirname(require.resolve('jsonpath-rfc9535/package.json')), SUITE), 'utf8'),
) as { tests: ComplianceCase[] };

const values = (path: string, value: unknown): unknown[] =>
  compileJsonPath(path)
    .select(value)
    .map((node) => node.value);

describe('the JSONPath Compliance Test Suite', () => {
  it.each(suite.tests.filter((test) => test.invalid_selector).map((test) => [test.name, test.selector]))(
    'refuses %s',
    (_name, selector) => {
      expect(() => compileJsonPath(selector)).toThrow(JsonPathError);
    },
  );

  it.each(suite.tests.filter((test) => !test.invalid_selector).map((test) => [test.name, test]))(
    'selects %s',
    (_name, test) => {
      expect(test.results ?? [test.result]).toContainEqual(values(test.selector, test.document));
    },
  );
});

describe('numbers', () => {
  it('are compared by their exact values', () => {
    const value = rawJson('[9007199254740993, 9007199254740992, 1e400]');
    expect(values('$[?@ == 9007199254740992]', value)).toHaveLength(1);
    expect(values('$[?@ > 9007199254740992]', value)).toHaveLength(2);
    expect(values('$[0]', value)).toEqual([JSON.rawJSON('9007199254740993')]);
  });

  it('have no members, however they are kept', () => {
    expect(values('$..rawJSON', rawJson('[9007199254740993]'))).toEqual([]);
    expect(values('$..*', rawJson('[9007199254740993]'))).toHaveLength(1);
  });
});

describe('work', () => {
  const wide = Array.from({ length: 2_000 }, (_, index) => ({ a: index, b: 'x'.repeat(20) }));

  const deep = rawJson('[['.repeat(200) + '1' + ',1],2]'.repeat(200));

  it.each<[string, unknown]>([
    ['$..*..*..*', deep],
    ['$[?count($..*) > 0]', wide],
    ['$[?@ == $[0] || count($[*]) == 1]', wide],
  ])('%s ends', (path, value) => {
    expect(() => compileJsonPath(path).select(value)).toThrow(JsonPathWorkError);
  });

  it('is linear for match() whatever the pattern', () => {
    expect(values('$[?match(@, "(a+)+b")]', [`${'a'.repeat(5_000)}c`, 'aab'])).toEqual(['aab']);
  });

  it.each(['$'.padEnd(5_000, '.a'), `$${'[?@'.repeat(60)}${']'.repeat(60)}`])(
    'a path beyond the limits is refused',
    (path) => {
      expect(() => compileJsonPath(path)).toThrow(JsonPathError);
    },
  );
});

describe('I-Regexp', () => {
  it('match() looks at the whole text also with alternatives, and a dot leaves out line ends', () => {
    expect(values('$[?match(@, "a|bc")]', ['a', 'bc', 'ac', 'abc'])).toEqual(['a', 'bc']);
    expect(values('$[?match(@, "a.b")]', ['a\rb', 'a\nb', 'a-b', 'a\u2028b'])).toEqual(['a-b', 'a\u2028b']);
    expect(values('$[?match(@, "a[.]b")]', ['a.b', 'a-b'])).toEqual(['a.b']);
  });
});

describe('valueAt', () => {
  it.each<[string, string, string]>([
    ['{"output":{"z":1,"10":1.50}}', '$.output', '{"z":1,"10":1.50}'],
    ['{"a":[1,{"b":[9007199254740993]}]}', '$.a[1].b[0]', '9007199254740993'],
    ['{"__proto__":{"x":1.0}}', "$['__proto__']", '{"x":1.0}'],
    ['[1,2]', '$', '[1,2]'],
  ])('%s at %s', (text, path, expected) => {
    const [{ location }] = compileJsonPath(path).select(rawJson(text));
    expect(JSON.stringify(valueAt(text, location))).toBe(JSON.stringify(rawJson(expected)));
  });
});
