import { compileSchema, MAX_SCHEMA_BYTES, SchemaError } from '.';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2020_12 = 'https://json-schema.org/draft/2020-12/schema';
const fits = (schema: unknown, value: unknown) => compileSchema(schema).check(value) === null;
const refusal = (schema: unknown): SchemaError => {
  try {
    compileSchema(schema);
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error('The schema was accepted');
};

/** A value nested inside itself: `nested(3, value => [value], 0)` is `[[[0]]]`. */
function nested(depth: number, wrap: (inner: unknown) => unknown, innermost: unknown): unknown {
  let value = innermost;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

describe('dialects', () => {
  it.each([
    ['2020-12 without $schema', { prefixItems: [{ type: 'string' }], items: false }, ['a', 'b']],
    ['2020-12 by name', { $schema: DRAFT_2020_12, prefixItems: [{ type: 'string' }] }, [1]],
    ['draft-07 by name', { $schema: DRAFT_07, items: [{ type: 'string' }], additionalItems: false }, ['a', 'b']],
    ['draft-07 without its hash', { $schema: DRAFT_07.slice(0, -1), items: [{ type: 'string' }] }, [1]],
    ['draft-07 dependencies', { $schema: DRAFT_07, dependencies: { a: ['b'] } }, { a: 1 }],
    ['unevaluatedProperties', { allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1, b: 2 }],
    ['unevaluatedItems', { prefixItems: [true], unevaluatedItems: false }, [1, 2]],
    ['dependentRequired', { dependentRequired: { a: ['b'] } }, { a: 1 }],
    ['dependentSchemas', { dependentSchemas: { a: { required: ['b'] } } }, { a: 1 }],
    ['minContains', { contains: { type: 'number' }, minContains: 2 }, [1, 'a']],
    [
      '$dynamicRef',
      { $dynamicAnchor: 'node', type: 'object', properties: { next: { $dynamicRef: '#node' } } },
      { next: 1 },
    ],
    ['if, then, else', { if: { type: 'number' }, then: { minimum: 1 }, else: { type: 'string' } }, 0],
    ['the schema false', false, 1],
  ])('%s', (_rule, schema, misfit) => {
    expect(fits(schema, misfit)).toBe(false);
  });

  it.each([
    ['an unknown dialect', 'http://json-schema.org/draft-04/schema#'],
    ['a $schema that is no text', 7],
    ['a $schema somewhere else', 'https://example.com/schema'],
  ])('refuses %s', (_rule, $schema) => {
    expect(refusal({ $schema }).path).toBe('/$schema');
  });

  it('accepts the schema true, the empty schema and unknown keywords', () => {
    expect(fits(true, 1)).toBe(true);
    expect(fits({}, { a: [1] })).toBe(true);
    expect(fits({ id: 'x', example: { pattern: '(' }, 'x-order': 3, nullable2: true }, null)).toBe(true);
  });
});

describe('invalid schemas', () => {
  it.each([
    ['no schema at all', undefined, ''],
    ['null', null, ''],
    ['a text', 'string', ''],
    ['an array', [], ''],
    ['an unknown type', { properties: { a: { type: 'strin' } } }, '/properties/a/type'],
    ['a keyword of the wrong type', { minLength: 'x' }, '/minLength'],
    ['$async', { $async: true }, '/$async'],
    ['$async inside', { items: { $async: true } }, '/items/$async'],
    ['an invalid pattern', { properties: { 'a/b': { pattern: '(' } } }, '/properties/a~1b/pattern'],
    ['a pattern that needs backtracking', { pattern: '(?=a)' }, '/pattern'],
    ['an invalid pattern as a key', { patternProperties: { '(': true } }, '/patternProperties/('],
    ['the name __proto__', JSON.parse('{"properties":{"__proto__":{"type":"string"}}}'), '/properties/__proto__'],
    [
      'patterns that are too large together',
      { anyOf: Array.from({ length: 20 }, (_, n) => ({ pattern: `${n}a{900}` })) },
      '/anyOf/11/pattern',
    ],
  ])('refuses %s', (_rule, schema, path) => {
    expect(refusal(schema).path).toBe(path);
  });

  it('refuses a schema over the size', () => {
    expect(refusal({ description: 'é'.repeat(MAX_SCHEMA_BYTES / 2) }).message).toMatch(/bytes/);
  });

  it('refuses a schema that is nested too deeply, and accepts one that is nearly', () => {
    expect(refusal(nested(101, (items) => ({ items }), {})).message).toMatch(/100 levels/);
    expect(
      fits(
        nested(98, (items) => ({ items }), {}),
        [[[]]],
      ),
    ).toBe(true);
  });

  it('refuses a schema of too many schemas, and accepts a large one', () => {
    const properties = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`p${n}`, { type: 'string' }]));
    expect(refusal({ properties: properties(1000) }).message).toMatch(/1000 schemas/);
    expect(fits({ properties: properties(999) }, { p998: 1 })).toBe(false);
  });

  it('refuses two schemas of one $id, in one document', () => {
    const schema = {
      $defs: {
        a: { $id: 'https://example.com/a', type: 'string' },
        b: { $id: 'https://example.com/a', type: 'number' },
      },
    };
    expect(refusal(schema).message).toMatch(/more than one schema/);
  });
});

describe('references', () => {
  const text = { type: 'string' };

  it.each([
    ['a pointer', { $ref: '#/$defs/text', $defs: { text } }],
    ['a percent-encoded pointer', { $ref: '#/$defs/a%20text', $defs: { 'a text': text } }],
    ['an anchor', { $ref: '#text', $defs: { text: { ...text, $anchor: 'text' } } }],
    [
      'an $id relative to the document',
      { $id: 'https://example.com/root', $ref: 'text', $defs: { text: { ...text, $id: 'text' } } },
    ],
    [
      'an absolute $id in the document',
      { $ref: 'https://example.com/text', $defs: { text: { ...text, $id: 'https://example.com/text' } } },
    ],
    [
      'a place below an unknown keyword',
      { $ref: '#/components/schemas/Text', components: { schemas: { Text: text } } },
    ],
    ['a property that is called const', { $ref: '#/properties/const', properties: { const: text } }],
    ['draft-07 definitions', { $schema: DRAFT_07, $ref: '#/definitions/text', definitions: { text } }],
  ])('follows %s', (_rule, schema) => {
    expect(fits(schema, 'a')).toBe(true);
    expect(fits(schema, 1)).toBe(false);
  });

  it.each([
    ['another site', 'https://example.com/other.json'],
    ['a relative document', 'other.json'],
    ['a file', 'file:///etc/passwd'],
    ['a meta-schema', DRAFT_07],
    ['the meta-schema of 2020-12', DRAFT_2020_12],
    ['a missing definition', '#/$defs/missing'],
    ['a missing anchor', '#missing'],
    ['a method of objects', '#/constructor'],
    ['a method of a schema', '#/$defs/a/toString'],
    ['the prototype', '#/__proto__'],
    ['the length of an array', '#/required/length'],
    ['a value', '#/$defs/a/const'],
    ['a value behind percent-encoding', '#/$defs/a/%63onst/x'],
  ])('refuses a reference to %s', (_rule, $ref) => {
    const error = refusal({
      required: ['a'],
      properties: { a: { $ref } },
      $defs: { a: { const: { x: { type: 'string' } } } },
    });
    expect(error.message).not.toBe('');
  });

  it('says which reference leads nowhere', () => {
    const error = refusal({ items: { $ref: 'https://example.com/other.json' } });
    expect(error).toMatchObject({
      path: '/items/$ref',
      message: expect.stringContaining('https://example.com/other.json'),
    });
  });

  it('keeps the $id of one schema from another', () => {
    const $id = 'https://example.com/same';
    expect(fits({ $id, type: 'string' }, 'a')).toBe(true);
    expect(fits({ $id, type: 'number' }, 'a')).toBe(false);
    expect(refusal({ $ref: $id }).message).toMatch(/nothing in this document/);
  });

  it.each([
    ['to the whole', { $ref: '#' }],
    ['through allOf', { allOf: [{ $ref: '#' }] }],
    ['between two', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }],
    ['behind a type', { if: { type: 'array' }, then: { $ref: '#' } }],
  ])('refuses references in a circle, %s', (_rule, schema) => {
    expect(refusal(schema).message).not.toBe('');
  });

  it('follows recursion that descends into the value', () => {
    const tree = {
      type: 'object',
      properties: { children: { type: 'array', items: { $ref: '#' } } },
      required: ['name'],
    };
    expect(fits(tree, { name: 'a', children: [{ name: 'b', children: [] }] })).toBe(true);
    expect(compileSchema(tree).check({ name: 'a', children: [{ name: 'b' }, {}] })).toEqual([
      { path: '/children/1', message: "must have required property 'name'" },
    ]);
  });

  it('survives recursion into a value of the greatest depth', () => {
    const list = { items: { $ref: '#' } };
    expect(
      fits(
        list,
        nested(1000, (inner) => [inner], 1),
      ),
    ).toBe(true);
  });
});
