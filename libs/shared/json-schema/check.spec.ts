import { rawJson } from '@assay/shared/json';
import { compileSchema } from '.';

const fits = (schema: unknown, value: unknown) => compileSchema(schema).check(value) === null;

describe('patterns', () => {
  it('are matched in linear time', () => {
    expect(fits({ pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}b`)).toBe(false);
    expect(fits({ patternProperties: { '^(a|a)*$': false } }, { [`${'a'.repeat(10_000)}b`]: 1 })).toBe(true);
  });

  it('match anywhere, with Unicode', () => {
    expect(fits({ pattern: '\\p{Lu}' }, 'aÉ')).toBe(true);
    expect(fits({ pattern: '^\\u00e9$' }, 'é')).toBe(true);
    expect(fits({ patternProperties: { '^x-': { type: 'number' } } }, { 'x-a': 'b' })).toBe(false);
  });

  it('of one schema do not stand for each other', () => {
    const schema = { properties: { a: { pattern: '^a$' }, b: { pattern: '^b$' }, c: { pattern: '^a$' } } };
    expect(fits(schema, { a: 'a', b: 'b', c: 'a' })).toBe(true);
    expect(fits(schema, { a: 'b' })).toBe(false);
  });
});

describe('formats', () => {
  it.each([
    ['date', '2026-02-21', '2026-02-30'],
    ['date-time', '2026-02-21T22:00:00Z', '2026-02-21 22h'],
    ['email', 'a@example.com', 'a@'],
    ['uri', `data:image/png;base64,${'A'.repeat(100_000)}`, 'no uri'],
    ['uuid', '01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d'],
    ['ipv4', '127.0.0.1', '256.0.0.1'],
    ['ipv6', '::1', ':::1'],
    ['hostname', 'example.com', '-'],
    ['regex', '^a+$', '('],
    ['json-pointer', '/a/b', 'a/b'],
  ])('%s is checked', (format, good, bad) => {
    expect(fits({ format }, good)).toBe(true);
    expect(fits({ format }, bad)).toBe(false);
  });

  it('are not known by every name', () => {
    expect(fits({ format: 'colour' }, 'x')).toBe(true);
  });

  it('stay quick on long hostile strings', () => {
    for (const format of [
      'email',
      'url',
      'hostname',
      'uri',
      'uri-reference',
      'uri-template',
      'json-pointer',
      'duration',
      'date-time',
    ]) {
      expect(typeof fits({ format }, `http://${'a-'.repeat(200_000)}@ `)).toBe('boolean');
    }
  });
});

describe('equality', () => {
  it.each([
    ['const, whatever the order of keys', { const: { a: 1, b: [2] } }, { b: [2], a: 1 }, { a: 1, b: [2, 3] }],
    ['const, numbers by value', { const: 1 }, 1.0, '1'],
    ['const null', { const: null }, null, 0],
    ['enum', { enum: ['a', 1, { x: 1 }] }, { x: 1 }, { x: 2 }],
    ['enum of names that objects have', { enum: [{ valueOf: 1 }] }, { valueOf: 1 }, { valueOf: 2 }],
    [
      'uniqueItems',
      { uniqueItems: true },
      [1, '1', [1], { a: 1 }],
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
    ],
    ['uniqueItems false', { uniqueItems: false, maxItems: 2 }, [1, 1], [1, 1, 1]],
    [
      'uniqueItems of typed items',
      { items: { type: 'string' }, uniqueItems: true },
      ['__proto__', 'a'],
      ['__proto__', '__proto__'],
    ],
  ])('%s', (_rule, schema, good, bad) => {
    expect(fits(schema, good)).toBe(true);
    expect(fits(schema, bad)).toBe(false);
  });

  it.each([
    ['a required name', { required: ['toString'] }, { toString: 1 }, {}],
    ['a required __proto__', { required: ['__proto__'] }, JSON.parse('{"__proto__":1}'), {}],
    ['a typed name', { properties: { constructor: { type: 'string' } } }, {}, { constructor: 1 }],
    [
      'an additional name',
      { additionalProperties: false, properties: { a: true } },
      { a: 1 },
      JSON.parse('{"__proto__":1}'),
    ],
  ])('names that objects inherit: %s', (_rule, schema, good, bad) => {
    expect(fits(schema, good)).toBe(true);
    expect(fits(schema, bad)).toBe(false);
  });
});

describe('check', () => {
  it('gives JSON Pointers', () => {
    const schema = { properties: { 'a/b~c': { items: { type: 'number' } } } };
    expect(compileSchema(schema).check({ 'a/b~c': [1, 'x'] })).toEqual([
      { path: '/a~1b~0c/1', message: 'must be number' },
    ]);
  });

  it('names the property that is too much', () => {
    expect(compileSchema({ additionalProperties: false }).check({ extra: 1 })).toEqual([
      { path: '', message: "must not have the property 'extra'" },
    ]);
  });

  it('reports at most ten violations', () => {
    const schema = { anyOf: Array.from({ length: 30 }, (_, minimum) => ({ minimum: minimum + 10 })) };
    expect(compileSchema(schema).check(1)).toHaveLength(10);
  });

  it('keeps what it reports short', () => {
    const [violation] =
      compileSchema({ additionalProperties: { type: 'number' } }).check({ ['é'.repeat(9000)]: 'x' }) ?? [];
    expect(violation.path.length).toBeLessThan(600);
  });

  it('reads raw values', () => {
    expect(fits({ type: 'object', required: ['a'] }, rawJson('{"a": 12345678901234567890}'))).toBe(true);
    expect(fits({ type: 'integer' }, JSON.rawJSON('12345678901234567890'))).toBe(true);
    expect(fits(rawJson('{"type": "string"}'), 1)).toBe(false);
  });

  it('answers anew after a value that did not fit', () => {
    const compiled = compileSchema({ type: 'string' });
    expect(compiled.check(1)).not.toBeNull();
    expect(compiled.check('a')).toBeNull();
  });

  it('does not follow changes of the schema object', () => {
    const schema = { type: 'string' };
    const compiled = compileSchema(schema);
    schema.type = 'number';
    expect(compiled.check('a')).toBeNull();
    expect(compileSchema(schema)).not.toBe(compiled);
    expect(compileSchema({ type: 'string' })).toBe(compiled);
  });
});
