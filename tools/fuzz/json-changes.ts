import fc from 'fast-check';

/* eslint-disable @typescript-eslint/no-explicit-any -- bodies of any form */

const nestedText = (open: string, inner: string, close: string, levels: number): string =>
  open.repeat(levels) + inner + close.repeat(levels);

/** Texts that stand where a value stood; none of them could be written by `JSON.stringify`. */
const ODD_TEXTS = [
  '1e400',
  '-1e400',
  '-0',
  '1E+2',
  '123456789012345678901234567890',
  '0.1000000000000000055511151231257827021181583404541015625',
  `1${'0'.repeat(5_000)}`,
  'NaN',
  'Infinity',
  '01',
  '.5',
  "'x'",
  '"\\ud800"',
  '"\\u0000"',
  '"\\x"',
  '"\u0001"',
  '/* */ 1',
  '1,',
  '',
  '{"__proto__": {"stringValue": "x"}}',
  '{"constructor": {"prototype": {"kind": 1}}}',
  '{"toString": 1, "valueOf": null, "hasOwnProperty": []}',
  '{"stringValue": "a", "stringValue": "b", "intValue": "1"}',
  '[{"key": "__proto__", "value": {"stringValue": "x"}}, {"key": "__proto__", "value": {"intValue": "1"}}]',
  nestedText('[', '', ']', 500),
  nestedText('[', '', ']', 100_000),
  nestedText('{"a":', '1', '}', 1_500),
  nestedText('{"arrayValue":{"values":[', '{"intValue":"1"}', ']}}', 70),
  nestedText('{"kvlistValue":{"values":[{"key":"k","value":', '{"boolValue":true}', '}]}}', 63),
];

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
  fc
    .constantFrom<unknown>(
      null,
      {},
      [],
      '',
      -1,
      0.5,
      '9223372036854775808',
      { arrayValue: null },
      [[[]]],
      'f'.repeat(2_000),
    )
    .map((value) => JSON.stringify(value)),
  fc.constantFrom(...ODD_TEXTS),
);

const MARK = '\u2063changed';

function replaced(value: any, path: readonly number[], by: string): unknown {
  if (typeof value !== 'object' || value === null || path.length === 0) return by;
  const keys = Object.keys(value);
  if (keys.length === 0) return by;
  const key = keys[path[0]! % keys.length] as string;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[key] = replaced(value[key], path.slice(1), by);
  return copy;
}

/** Values replaced by strange ones, anywhere in the body. */
export const valueChanges = fc
  .array(fc.tuple(fc.array(fc.nat(30), { minLength: 1, maxLength: 14 }), strange), { minLength: 1, maxLength: 4 })
  .map((changes) => (body: Buffer): Buffer => {
    const marked = changes.reduce<unknown>(
      (value, [path], at) => replaced(value, path, `${MARK}${at}`),
      JSON.parse(body.toString()),
    );
    const text = changes.reduce((all, [, by], at) => all.replace(`"${MARK}${at}"`, () => by), JSON.stringify(marked));
    return Buffer.from(text);
  });

const AROUND = [
  ['\ufeff', ''],
  ['', '\u0000'],
  ['', ' {}'],
  ['[', ']'],
  ['{"resourceSpans":', '}'],
  ['', '\n\n  '],
] as const;

/** The same body with something around it. */
export const wrappings = fc.constantFrom(...AROUND).map(
  ([before, after]) =>
    (body: Buffer): Buffer =>
      Buffer.from(`${before}${body.toString()}${after}`),
);
