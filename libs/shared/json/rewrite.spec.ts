import { canonicalText, comparisonText, rawJson } from '@assay/shared/json';
import { compactText } from './rewrite';

describe('canonicalText', () => {
  it('sorts keys by UTF-16 code units at every level', () => {
    // The example of RFC 8785, section 3.2.3: U+1F600 sorts before U+FB33 by its surrogates.
    const text = '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":{"b":1,"a":2}}';
    expect(canonicalText(rawJson(text))).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":{"a":2,"b":1},"€":1,"😀":5,"\ufb33":3}');
  });

  it('is the same for plain values and exact texts', () => {
    expect(canonicalText({ b: [1, 0.1, -0], a: 'x' })).toBe('{"a":"x","b":[1,0.1,0]}');
    expect(canonicalText(rawJson('{ "b" : [1.0, 1e-1, -0],"a":"\\u0078"}'))).toBe('{"a":"x","b":[1,0.1,0]}');
  });

  it('tells numbers apart that share a double', () => {
    expect(canonicalText(rawJson('9007199254740993'))).not.toBe(canonicalText(rawJson('9007199254740992')));
    expect(canonicalText(JSON.rawJSON('1e400'))).toBe(canonicalText(rawJson('10e399')));
  });

  it('tells types and the order of elements apart', () => {
    const texts = ['1', '"1"', '[1]', 'true', '"true"', 'null', '{}', '[]', '[1,2]', '[2,1]', '{"a":null}'];
    expect(new Set(texts.map((text) => canonicalText(rawJson(text)))).size).toBe(texts.length);
  });

  it('writes strings as JSON.stringify does and lets the last duplicate win', () => {
    expect(canonicalText(rawJson('["\\/\\u0041\\u0007\\ud800",{"a":1,"a":2}]'))).toBe('["/A\\u0007\\ud800",{"a":2}]');
  });

  it('takes 1,000 levels', () => {
    const text = '[{"a":'.repeat(500) + '1.0' + '}]'.repeat(500);
    expect(canonicalText(rawJson(text))).toBe(text.replace('1.0', '1'));
  });
});

describe('comparisonText', () => {
  it('lets a string stand for itself and anything else for its canonical text', () => {
    expect(['42', 42, rawJson('"42"'), rawJson('42.0'), JSON.rawJSON('4.2e1')].map(comparisonText)).toEqual(
      Array(5).fill('42'),
    );
    expect([null, true, ['b'], { b: 1, a: 2 }].map(comparisonText)).toEqual(['null', 'true', '["b"]', '{"a":2,"b":1}']);
    expect(comparisonText(rawJson('"a\\u0000\\ud800"'))).toBe('a\u0000\ud800');
  });
});

describe('compactText', () => {
  it('keeps the spelling of numbers and the order of keys', () => {
    expect(compactText('{ "z" : 1.00 , "1" : [ -0 , 1E+2 ] , "z" : 2e0 }')).toBe('{"z":2e0,"1":[-0,1E+2]}');
  });
});
