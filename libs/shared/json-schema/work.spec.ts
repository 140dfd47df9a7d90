import { compileSchema } from '.';

const fits = (schema: unknown, value: unknown) => compileSchema(schema).check(value) === null;

/** A value nested inside itself: `nested(3, value => [value], 0)` is `[[[0]]]`. */
function nested(depth: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

describe('work', () => {
  const tooMuch = [{ path: '', message: 'takes too much work to check with this schema' }];

  it('of references that double at each of many steps is cut off', () => {
    const step = (n: number) => ({ allOf: [{ $ref: `#/$defs/s${n + 1}` }, { $ref: `#/$defs/s${n + 1}` }] });
    const $defs = Object.fromEntries([...Array.from({ length: 60 }, (_, n) => [`s${n}`, step(n)]), ['s60', true]]);
    expect(compileSchema({ $ref: '#/$defs/s0', $defs }).check(1)).toEqual(tooMuch);
  });

  it('of recursion that doubles at each level of the value is cut off', () => {
    const next = { properties: { next: { $ref: '#' } } };
    const schema = { allOf: [next, next] };
    expect(compileSchema(schema).check(nested(60, (inner) => ({ next: inner }), {}))).toEqual(tooMuch);
  });

  it.each([
    [
      'many schemas at many items',
      { allOf: Array.from({ length: 400 }, (_, n) => ({ items: { maximum: n + 1e9 } })) },
      new Array(100_000).fill(1),
    ],
    [
      'many alternatives at many items',
      { items: { anyOf: [...Array.from({ length: 900 }, (_, n) => ({ const: `${n}` })), { type: 'number' }] } },
      new Array(100_000).fill(1),
    ],
    [
      'many lengths of a long text',
      { allOf: Array.from({ length: 900 }, (_, n) => ({ minLength: n })) },
      'a'.repeat(20_000_000),
    ],
    [
      'many patterns on a long text',
      { allOf: Array.from({ length: 400 }, (_, n) => ({ not: { pattern: `${n}$` } })) },
      'a'.repeat(1_000_000),
    ],
    [
      'many counts of many keys',
      { allOf: Array.from({ length: 900 }, (_, n) => ({ minProperties: n })) },
      Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, 1])),
    ],
  ])('of %s is cut off', (_rule, schema, value) => {
    expect(compileSchema(schema).check(value)).toEqual(tooMuch);
  });

  it('is allowed to grow with the value', () => {
    const schema = {
      items: { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, tag: { enum: ['a', 'b'] } } },
    };
    const rows = Array.from({ length: 300_000 }, (_, id) => ({ id, tag: 'a' }));
    expect(fits(schema, rows)).toBe(true);
    expect(fits({ uniqueItems: true }, rows)).toBe(true);
    expect(fits({ uniqueItems: true }, [...rows, { tag: 'a', id: 7 }])).toBe(false);
  });
});
