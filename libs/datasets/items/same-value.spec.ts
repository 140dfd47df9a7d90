import { isSameValue } from './same-value';

describe('isSameValue', () => {
  it.each([
    ['1', '1.0'],
    ['100', '1e2'],
    ['-0', '0'],
    ['"é"', '"\\u00e9"'],
    ['{"a": [1, 2]}', '{"a":[1,2]}'],
    ['{"a b":" 1.0 "}', '{"a b":" 1.0 "}'],
    ['"\\\\\\""', '"\\u005c\\u0022"'],
  ])('%s is %s', (a, b) => {
    expect(isSameValue(a, b)).toBe(true);
  });

  it.each([
    ['1', '"1"'],
    ['"1.0"', '"1"'],
    ['12345678901234567890', '12345678901234567891'],
    ['{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['"a b"', '"ab"'],
    ['[1,2]', '[12]'],
    ['null', null],
    [null, '0'],
  ])('%s is not %s', (a, b) => {
    expect(isSameValue(a, b)).toBe(false);
  });

  it('none is none', () => {
    expect(isSameValue(null, null)).toBe(true);
  });

  it('looks at long strings without backtracking', () => {
    const long = `"${'x'.repeat(500_000)}\\u0061"`;
    expect(isSameValue(long, `"${'x'.repeat(500_000)}a"`)).toBe(true);
  });
});
