import {
  exactPaths,
  isRawNumber,
  JsonDepthError,
  JsonSyntaxError,
  jsonText,
  OBJECT_PAYLOADS,
  RawJson,
  readJson,
  WHOLE_VALUE,
  writeJson,
} from '@assay/shared/json';

/** What a payload reads back as. */
function sentBack(payload: string): string {
  const body = readJson(`{"input":${payload}}`) as { input: unknown };
  return jsonText(body.input);
}

/** Arrays, one in another. */
function nested(levels: number, inner = ''): string {
  return '['.repeat(levels) + inner + ']'.repeat(levels);
}

/** Objects, one in another. */
function nestedObjects(levels: number): string {
  return '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
}

function errorOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was thrown');
}

describe('payloads', () => {
  it.each([
    ['falsy values', ['0', 'false', '""', '[]', '{}', 'null']],
    ['big integers', ['9007199254740993', '-9223372036854775808', '18446744073709551615', '1'.repeat(400)]],
    ['long decimals', ['0.1234567890123456789', '3.14159265358979323846264338327950288', '[1.00000000000000000001]']],
    ['numbers beyond doubles', ['1e400', '-1E+999999999999999999999', '4.9e-500', '{"a":[1e309]}']],
    ['negative zero', ['-0', '-0.0', '-0e5', '[-0]', '-1e-400']],
    ['integer-like keys after others', ['{"z":1,"10":2,"9":3}', '{"z":{"b":1,"0":2}}']],
    ['__proto__ and its relatives', ['{"__proto__":{"a":1},"constructor":2}', '{"__proto__":12345678901234567890}']],
    ['U+0000', ['"\\u0000"', '{"\\u0000":"a\\u0000b"}', '["\\u0000",12345678901234567890]']],
    ['lone surrogates', ['"\\ud800"', '{"\\udfff":"\\ud83d"}', '["\\ud800",12345678901234567890]']],
    ['astral characters', ['"😀"', '{"😀":12345678901234567890}']],
  ])('come back as sent: %s', (_, payloads) => {
    expect(payloads.map(sentBack)).toEqual(payloads);
  });

  it('keep integer-like keys in order when the keys are spelled with escapes', () => {
    expect(sentBack('{"z":1,"\\u0031":2,"1\\u0030":3}')).toMatch(/^\{"z":1,"(1|\\u0031)":2,"1(0|\\u0030)":3\}$/);
  });

  it('let the last of duplicate keys win, with and without hazards', () => {
    expect(sentBack('{"a":1,"b":2,"a":3}')).toBe('{"a":3,"b":2}');
    expect(sentBack('{"a":1,"b":2,"\\u0061":12345678901234567890}')).toBe('{"a":12345678901234567890,"b":2}');
    expect(readJson('{"input":-0,"input":7}')).toEqual({ input: new RawJson('7') });
  });

  it('lose whitespace outside strings only', () => {
    expect(sentBack('{ "a b" :\t[ 1 ,\r\n "c  d" , 12345678901234567890 ] } ')).toBe(
      '{"a b":[1,"c  d",12345678901234567890]}',
    );
  });

  it('are escaped when a lone surrogate stands in the text itself', () => {
    expect(sentBack('["\ud800",-0]')).toBe('["\\ud800",-0]');
  });

  it('stay plain values when nothing about them is at risk', () => {
    expect(readJson('{"input":{"a":[0.1,9007199254740991]}}')).toEqual({ input: { a: [0.1, 9007199254740991] } });
  });

  it('are found at the top and in spans, items and runs', () => {
    const names = ['input', 'output', 'expected_output', 'correction'];
    const object = `{${names.map((name) => `"${name}":-0`).join()}}`;
    const raw = Object.fromEntries(names.map((name) => [name, new RawJson('-0')]));
    expect(readJson(object)).toEqual(raw);
    expect(readJson(`{"spans":[${object}],"items":[1,${object}],"runs":[${object}]}`)).toEqual({
      spans: [raw],
      items: [1, raw],
      runs: [raw],
    });
  });

  it('are found nowhere else', () => {
    const value = readJson('{"metadata":{"input":-0},"spans":{"input":-0},"items":[[{"input":-0}]]}');
    expect(value).toEqual({ metadata: { input: -0 }, spans: { input: -0 }, items: [[{ input: -0 }]] });
  });

  it('are where the caller says', () => {
    const read = (text: string, paths: Parameters<typeof exactPaths>) =>
      readJson(text, { exactPaths: exactPaths(...paths) });
    expect(read('{"expectedOutput":-0,"input":-0}', [['expectedOutput']])).toEqual({
      expectedOutput: new RawJson('-0'),
      input: -0,
    });
    expect(read('[{"input":1e999}]', [['input'], ['[]']])).toEqual([{ input: new RawJson('1e999') }]);
    expect(read('{"batch":[{"body":{"input":-0}}]}', [['input'], ['', 'batch[].body']])).toEqual({
      batch: [{ body: { input: new RawJson('-0') } }],
    });
    expect(readJson('{"items":[{"input":-0}]}', { exactPaths: OBJECT_PAYLOADS })).toEqual({ items: [{ input: -0 }] });
    expect(readJson(' [ 1e999 ]\n', { exactPaths: WHOLE_VALUE })).toEqual(new RawJson('[1e999]'));
  });
});

describe('values outside payloads', () => {
  it('are raw numbers where a double does not hold them, printed exactly', () => {
    const body = readJson('{"metadata":{"id":12345678901234567890,"n":1.5,"m":1e2}}') as {
      metadata: Record<string, unknown>;
    };
    expect(isRawNumber(body.metadata.id)).toBe(true);
    expect(body.metadata.n).toBe(1.5);
    expect(JSON.stringify(body)).toBe('{"metadata":{"id":12345678901234567890,"n":1.5,"m":100}}');
  });

  it('have __proto__ as an ordinary key on the exact path', () => {
    const body = readJson('{"metadata":{"__proto__":{"x":1}},"input":-0}') as { metadata: object };
    expect(Object.keys(body.metadata)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(body.metadata)).toBe(Object.prototype);
  });

  it('read scalars as JSON.parse does', () => {
    const text = '{"input":-0,"a":[true,false,null,"\\n\\u00e9",-0.5,1E3,""],"b":{}}';
    expect(readJson(text)).toEqual({ ...JSON.parse(text), input: new RawJson('-0') });
  });
});

describe('depth', () => {
  it.each(['1', '-0'])('allows payloads of 1,000 levels, beside %s', (other) => {
    for (const value of [nested(1_000), nested(1_000, '-0'), nestedObjects(1_000), nested(999, '{"0":1}')]) {
      const body = readJson(`{"output":${other},"spans":[{"input":${value}}]}`) as { spans: [{ input: unknown }] };
      expect(jsonText(body.spans[0].input)).toBe(value);
    }
  });

  it('refuses payloads of 1,001 levels and names the place', () => {
    for (const value of [nested(1_001), nestedObjects(1_001), nested(1_000, '{}')]) {
      const error = errorOf(() => readJson(`{"spans":[{},{"input":${value}}]}`)) as JsonDepthError;
      expect(error).toBeInstanceOf(JsonDepthError);
      expect({ limit: error.limit, path: error.path }).toEqual({ limit: 1_000, path: 'spans[1].input' });
      expect(error.message).toBe('spans[1].input is nested deeper than 1000 levels');
    }
  });

  it.each(['1', '-0'])('allows 100 levels elsewhere and no more, beside %s', (input) => {
    const body = (levels: number) => `{"input":${input},"metadata":${nested(levels)}}`;
    expect(() => readJson(body(99))).not.toThrow();
    expect(errorOf(() => readJson(body(100)))).toMatchObject({
      limit: 100,
      path: expect.stringMatching(/^metadata\[0\]/),
    });
  });

  it('takes another limit', () => {
    expect(readJson('[[1]]', { maxDepth: 2 })).toEqual([[1]]);
    expect(errorOf(() => readJson('[[[1]]]', { maxDepth: 2 }))).toBeInstanceOf(JsonDepthError);
    expect(() => readJson(nested(1_000), { maxDepth: 5_000 })).not.toThrow();
    expect(errorOf(() => readJson(nested(1_001), { maxDepth: 5_000 }))).toBeInstanceOf(JsonDepthError);
  });

  it('is 0 for scalars', () => {
    expect(readJson('7', { maxDepth: 0 })).toBe(7);
    expect(errorOf(() => readJson('[]', { maxDepth: 0 }))).toBeInstanceOf(JsonDepthError);
  });

  it.each([
    ['arrays', '['.repeat(100_000)],
    ['objects', '{"a":'.repeat(100_000)],
    ['a payload', `{"input":${'['.repeat(100_000)}`],
    ['a closed payload', `{"input":${nested(100_000)}}`],
  ])('of 100,000 levels is an error of depth, never of the stack: %s', (_, text) => {
    expect(errorOf(() => readJson(text))).toBeInstanceOf(JsonDepthError);
  });
});

describe('errors of syntax', () => {
  it.each([
    ['', 'Unexpected end of JSON at position 0 (line 1, column 1)'],
    ['{"input":[1,2', 'Unexpected end of JSON at position 13 (line 1, column 14)'],
    ['{"a":1}x', 'Unexpected character "x" at position 7 (line 1, column 8)'],
    ['{\n "a": 01\n}', 'Unexpected character "1" at position 9 (line 2, column 8)'],
    ['"abc', 'Unexpected end of JSON at position 4 (line 1, column 5)'],
    ['"a\\x"', 'Invalid escape in a string at position 2 (line 1, column 3)'],
    ['"a\\', 'Unexpected end of JSON at position 3 (line 1, column 4)'],
    ['"a\nb"', 'Unescaped control character in a string at position 2 (line 1, column 3)'],
    ['\ufeff1', 'Unexpected character "\ufeff" at position 0 (line 1, column 1)'],
    ['[1,]', 'Unexpected character "]" at position 3 (line 1, column 4)'],
    ['{"a" 1}', 'Unexpected character "1" at position 5 (line 1, column 6)'],
    ['{a:1}', 'Unexpected character "a" at position 1 (line 1, column 2)'],
    ['-', 'Unexpected end of JSON at position 1 (line 1, column 2)'],
    ['\u0000', 'Unexpected character "\\u0000" at position 0 (line 1, column 1)'],
  ])('of %j say where: %s', (text, message) => {
    const error = errorOf(() => readJson(text));
    expect(error).toBeInstanceOf(JsonSyntaxError);
    expect((error as Error).message).toBe(message);
  });

  it('never repeat a payload', () => {
    expect((errorOf(() => readJson('{"input":"secret" x}')) as Error).message).not.toContain('secret');
  });
});

describe('hostile texts of a million characters', () => {
  const many = 1_000_000;

  it.each([
    ['backslashes in an open string', `"${'\\'.repeat(many)}`],
    ['escaped quotes in an open string', `"${'\\"'.repeat(many / 2)}`],
    ['opened strings', '"\\" '.repeat(many / 4)],
    ['minus signs', '-'.repeat(many)],
    ['closing brackets', ']'.repeat(many)],
    ['newlines', '\n'.repeat(many)],
  ])('are refused: %s', (_, text) => {
    expect(errorOf(() => readJson(text))).toBeInstanceOf(JsonSyntaxError);
  });

  it.each([
    ['digits', '7'.repeat(many)],
    ['zeros of a fraction', `0.${'0'.repeat(many)}1`],
    ['digits of an exponent', `1e${'7'.repeat(many)}`],
    ['a key of digits', `{"${'7'.repeat(many)}":1}`],
    ['duplicate keys', `{${'"a":-0,'.repeat(many / 7)}"a":-0}`, '{"a":-0}'],
    ['a long string under 1,000 levels', nested(999, `{"0":"${'x'.repeat(many)}"}`)],
  ])('come back: %s', (_, payload, expected = payload) => {
    expect(sentBack(payload) === expected).toBe(true);
  });
});

describe('keys with escapes', () => {
  it('are not taken for the key that an earlier object had in their place', () => {
    for (let times = 0; times < 3; times += 1) JSON.parse('{"a":1,"\\\\":2}');
    const { input } = readJson('{"input":{"a":1,"\\u0041":2}}') as { input: unknown };
    expect(jsonText(input)).toBe('{"a":1,"\\u0041":2}');
    expect(writeJson(readJson('{"output":{"a":1,"\\n":2}}'))).toBe('{"output":{"a":1,"\\n":2}}');
  });
});
