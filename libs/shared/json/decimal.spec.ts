import fc from 'fast-check';
import {
  canonicalDecimal,
  compareDecimal,
  isInt64,
  isUnitInterval,
  normalizeDecimal,
  numberLiteral,
  rawJson,
} from '@assay/shared/json';
import { survivesDouble } from './decimal';

/** A literal together with its value as an integer times 10^-60. */
const literal = fc
  .record({
    negative: fc.boolean(),
    whole: fc.bigInt({ min: 0n, max: 10n ** 25n }),
    fraction: fc.stringMatching(/^\d{0,20}$/),
    exponent: fc.option(fc.integer({ min: -20, max: 40 })),
    mark: fc.constantFrom('e', 'E'),
    plus: fc.constantFrom('', '+', '00', '+0'),
  })
  .map(({ negative, whole, fraction, exponent, mark, plus }) => {
    const tail = exponent === null ? '' : `${mark}${exponent < 0 ? exponent : plus + exponent}`;
    const text = `${negative ? '-' : ''}${whole}${fraction && `.${fraction}`}${tail}`;
    const magnitude = BigInt(whole + fraction) * 10n ** BigInt(60 - fraction.length + (exponent ?? 0));
    return { text, value: negative ? -magnitude : magnitude };
  });

describe('normalizeDecimal', () => {
  it.each([
    ['120.50', { negative: false, digits: '1205', point: '3' }],
    ['-0.0012e2', { negative: true, digits: '12', point: '0' }],
    ['-0.00e7', { negative: false, digits: '', point: '0' }],
    ['1e99999999999999999999', { negative: false, digits: '1', point: '100000000000000000000' }],
    ['0.01e100000000000000000000', { negative: false, digits: '1', point: '99999999999999999999' }],
    ['10e-100000000000000000000', { negative: false, digits: '1', point: '-99999999999999999998' }],
    ['0.1e-99999999999999999999', { negative: false, digits: '1', point: '-99999999999999999999' }],
    ['0.001e-99999999999999999999', { negative: false, digits: '1', point: '-100000000000000000001' }],
    ['0.001e1000000000000000', { negative: false, digits: '1', point: '999999999999998' }],
  ])('takes %s apart', (text, expected) => {
    expect(normalizeDecimal(text)).toEqual(expected);
  });
});

describe('compareDecimal', () => {
  it('agrees with integers for any two literals', () => {
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(compareDecimal(a.text, b.text)).toBe(a.value === b.value ? 0 : a.value < b.value ? -1 : 1);
      }),
    );
  });

  it('compares exponents that cannot be written out', () => {
    expect(compareDecimal('1e999999999999999999999', '9e999999999999999999998')).toBe(1);
    expect(compareDecimal('-1e999999999999999999999', '1')).toBe(-1);
    expect(compareDecimal('1e-999999999999999999999', '1e-99')).toBe(-1);
    expect(compareDecimal('10e999999999999999999999', '1e1000000000000000000000')).toBe(0);
    expect(compareDecimal('0e999999999999999999999', '-0')).toBe(0);
  });
});

describe('canonicalDecimal', () => {
  it.each([
    ['1', ['1', '1.0', '1e0', '10e-1', '0.1E+1', '1000e-3']],
    ['0.1', ['0.1', '0.10', '1e-1', '100e-3']],
    ['0', ['0', '-0', '0.000', '-0e99', '0e-99999999999999999999']],
    ['-1250', ['-1250', '-1.25e3', '-1250.00']],
    ['1e400', ['1e400', '10e399', '0.1e401']],
    ['-1.5e-400', ['-1.5e-400', '-15e-401']],
    ['12345678901234567890', ['12345678901234567890', '1234567890123456789e1']],
    ['1e99999999999999999999', ['1e99999999999999999999', '100e99999999999999999997']],
  ])('spells %s in one way', (expected, literals) => {
    expect(new Set(literals.map(canonicalDecimal))).toEqual(new Set([expected]));
  });

  it('gives equal texts to equal values and to no others, and keeps the value', () => {
    fc.assert(
      fc.property(literal, literal, (a, b) => {
        expect(canonicalDecimal(a.text) === canonicalDecimal(b.text)).toBe(a.value === b.value);
        expect(compareDecimal(canonicalDecimal(a.text), a.text)).toBe(0);
        expect(typeof JSON.parse(canonicalDecimal(a.text))).toBe('number');
      }),
    );
  });

  it('never expands a huge exponent', () => {
    expect(canonicalDecimal('1e1000000000').length).toBeLessThan(20);
    expect(canonicalDecimal(`1e${'9'.repeat(100_000)}`).length).toBeLessThan(100_010);
  });
});

describe('survivesDouble', () => {
  it('holds for every double as printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(survivesDouble(String(value))).toBe(true);
        expect(survivesDouble(value.toExponential())).toBe(true);
      }),
    );
  });

  it('fails where a digit is lost', () => {
    expect(
      ['9007199254740993', '1e309', '1e-400', '0.1000000000000000055511151231257827'].filter(survivesDouble),
    ).toEqual([]);
  });
});

describe('numbers of any kind', () => {
  it('have a literal: doubles, raw numbers and exact texts', () => {
    expect([1, -0, 1e21, JSON.rawJSON('1e999'), rawJson('-7.50')].map(numberLiteral)).toEqual([
      '1',
      '-0',
      '1e+21',
      '1e999',
      '-7.50',
    ]);
    expect(
      [NaN, Infinity, '1', true, null, undefined, 1n, {}, JSON.rawJSON('"1"'), rawJson('[1]')].map(numberLiteral),
    ).toEqual(Array(10).fill(undefined));
  });

  it('are in the unit interval exactly', () => {
    const inside = [0, -0, 1, 0.5, JSON.rawJSON('0.99999999999999999999999'), JSON.rawJSON('1e-999'), rawJson('1.000')];
    const outside = [
      1.5,
      -0.1,
      NaN,
      JSON.rawJSON('1.00000000000000000000001'),
      JSON.rawJSON('-1e-999'),
      '0.5',
      true,
      null,
    ];
    expect(inside.map(isUnitInterval)).toEqual(inside.map(() => true));
    expect(outside.map(isUnitInterval)).toEqual(outside.map(() => false));
  });

  it('are 64-bit integers exactly', () => {
    const inside = ['9223372036854775807', '-9223372036854775808', '0', '-0', '1e3', '12.0', '9007199254740993'];
    const outside = ['9223372036854775808', '-9223372036854775809', '0.5', '1e19', '1e-999', '12.01'];
    expect(inside.filter((text) => !isInt64(JSON.rawJSON(text)))).toEqual([]);
    expect(outside.filter((text) => isInt64(JSON.rawJSON(text)))).toEqual([]);
    expect([5, -5, 2 ** 53].map(isInt64)).toEqual([true, true, true]);
    expect([2 ** 63, 0.5, NaN, '5', null].map(isInt64)).toEqual(Array(5).fill(false));
  });
});
