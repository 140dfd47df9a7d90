import { isRawNumber, jsonText, RawJson, rawJson, writeJson } from '@assay/shared/json';

const EXACT = '{"z":12345678901234567890,"10":-0}';

describe('writeJson', () => {
  it('writes exact texts anywhere in the answer', () => {
    const answer = {
      id: 'a',
      input: rawJson(EXACT),
      list: [rawJson('"\\ud800"'), { deep: rawJson('1e999') }],
      end: null,
    };
    expect(writeJson(answer)).toBe(`{"id":"a","input":${EXACT},"list":["\\ud800",{"deep":1e999}],"end":null}`);
  });

  it('writes an exact text alone', () => {
    expect(writeJson(rawJson(EXACT))).toBe(EXACT);
  });

  it('writes the same value as often as it occurs', () => {
    const value = rawJson('-0');
    expect(writeJson([value, value, value])).toBe('[-0,-0,-0]');
  });

  it('is JSON.stringify for an answer without exact texts', () => {
    const answer = { date: new Date(0), skipped: undefined, text: '\u0000:1"', number: JSON.rawJSON('1e999') };
    expect(writeJson(answer)).toBe(JSON.stringify(answer));
  });

  it('leaves strings alone that look like placeholders', () => {
    const lookalike = `\u0000${'0'.repeat(32)}:0`;
    expect(writeJson([lookalike, rawJson('1'), { [lookalike]: lookalike }])).toBe(
      `[${JSON.stringify(lookalike)},1,{${JSON.stringify(lookalike)}:${JSON.stringify(lookalike)}}]`,
    );
  });

  it('may be called by a toJSON within the answer', () => {
    const inner = { toJSON: () => writeJson([rawJson('-0')]) };
    expect(writeJson([rawJson('1e999'), inner, rawJson('2e999')])).toBe('[1e999,"[-0]",2e999]');
  });

  it('forgets everything after an error', () => {
    const bad = {
      a: rawJson('1'),
      toJSON: () => {
        throw new Error('no');
      },
    };
    expect(() => writeJson([rawJson('1'), bad])).toThrow('no');
    expect(JSON.stringify(rawJson('[1]'))).toBe('[1]');
  });

  it('refuses what JSON has no text for', () => {
    expect(() => writeJson(undefined)).toThrow(TypeError);
    expect(() => jsonText(() => 1)).toThrow(TypeError);
  });
});

describe('RawJson', () => {
  it('prints a true value in a plain JSON.stringify', () => {
    const values = [rawJson('{"b":[1]}'), rawJson('12345678901234567890'), rawJson('"x"'), rawJson('null')];
    expect(JSON.stringify(values)).toBe('[{"b":[1]},12345678901234567890,"x",null]');
  });

  it('parses on demand and drops surrounding space', () => {
    expect(rawJson(' \n{"a":[1]}\t').text).toBe('{"a":[1]}');
    expect(rawJson('{"a":[1]}').toValue()).toEqual({ a: [1] });
  });
});

describe('jsonText', () => {
  it('gives the text of plain, exact and raw values', () => {
    expect(jsonText(new RawJson(EXACT))).toBe(EXACT);
    expect(jsonText(JSON.rawJSON('12345678901234567890'))).toBe('12345678901234567890');
    expect(jsonText({ a: [rawJson('-0'), 1] })).toBe('{"a":[-0,1]}');
    expect(jsonText('\ud800\u0000')).toBe('"\\ud800\\u0000"');
    expect(jsonText(null)).toBe('null');
  });

  it('keeps negative zero', () => {
    expect(jsonText(-0)).toBe('-0');
    expect(jsonText(0)).toBe('0');
  });
});

describe('isRawNumber', () => {
  it('knows raw numbers from other raw values and look-alikes', () => {
    expect([JSON.rawJSON('1e999'), JSON.rawJSON('-5')].map(isRawNumber)).toEqual([true, true]);
    expect([JSON.rawJSON('"1"'), JSON.rawJSON('null'), { rawJSON: '1' }, 1, null].map(isRawNumber)).toEqual(
      Array(5).fill(false),
    );
  });
});
