import { type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import { MAX_PROJECT_ID_BYTES } from './client-id';
import { declareField, type FieldOptions } from './field';
import { objectSchema } from './object-schema';

type Class = abstract new (...args: never[]) => object;

const ANY_JSON = {
  oneOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
  ],
};

/** A name that people give: not blank, at most 1,024 bytes of UTF-8, no U+0000 or lone surrogate. Services trim it. */
export const NameField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', notBlank: true, plainText: true, maxBytes: 1024 }), {
    type: String,
    minLength: 1,
    maxLength: 1024,
  });

/** Free text, at most `maxBytes` of UTF-8 (default 1 MiB), no U+0000 or lone surrogate. */
export const TextField = (options: FieldOptions & { maxBytes?: number; notBlank?: boolean }): PropertyDecorator =>
  declareField(
    options,
    () => ({
      type: 'string',
      plainText: true,
      maxBytes: options.maxBytes ?? 1024 * 1024,
      ...(options.notBlank === true ? { notBlank: true } : {}),
    }),
    { type: String, ...(options.notBlank === true ? { minLength: 1 } : {}) },
  );

/** An id that a client chose: 1–256 code points, at most `maxBytes` (default 512) bytes, no control characters. */
export const ClientIdField = (options: FieldOptions & { maxBytes?: number }): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', clientId: options.maxBytes ?? 512 }), {
    type: String,
    minLength: 1,
    maxLength: 256,
  });

/** The id of a project: like a client's id, at most 128 bytes. */
export const ProjectIdField = (options: Partial<FieldOptions> = {}): PropertyDecorator =>
  ClientIdField({
    description: 'The project. Optional for a key that is bound to one.',
    example: 'proj-1',
    optional: true,
    ...options,
    maxBytes: MAX_PROJECT_ID_BYTES,
  });

/** The id of a resource that the server made; anything that is not a known id is simply not found. */
export const ServerIdField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', maxBytes: 4096 }), { type: String });

/** A name that stands in paths as it is: 1 to 64 lower-case letters, digits, `-`, `_` and `.`. */
export const SlugField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', slug: true }), { type: String, minLength: 1, maxLength: 64 });

/** Any JSON value except null, kept exactly as sent. */
export const PayloadField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ payload: true }), ANY_JSON);

/** A JSON object, kept exactly as sent. */
export const ObjectPayloadField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ objectPayload: true }), { type: 'object', additionalProperties: true });

/** An object of arbitrary keys; strings in it hold no U+0000 or lone surrogate, numbers are finite doubles or 64-bit integers. */
export const MetadataField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'object', metadata: true }), { type: 'object', additionalProperties: true });

/** A JSON object that a module checks further itself, such as a JSON Schema or the configuration of a scorer. */
export const ObjectField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'object' }), { type: 'object', additionalProperties: true });

/** A moment: ISO 8601 with an offset (RFC 3339). */
export const InstantField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', instant: true }), { type: String, format: 'date-time' });

/** One of a list of words. */
export const ChoiceField = (options: FieldOptions & { choices: readonly string[] }): PropertyDecorator =>
  declareField(options, () => ({ type: 'string', enum: options.choices }), {
    type: String,
    enum: [...options.choices],
  });

/** A whole number, 0 up to 2^53 − 1 unless bounded otherwise. */
export const WholeField = (options: FieldOptions & { min?: number; max?: number }): PropertyDecorator =>
  declareField(
    options,
    () => ({ type: 'integer', minimum: options.min ?? 0, maximum: options.max ?? Number.MAX_SAFE_INTEGER }),
    {
      type: 'integer',
      minimum: options.min ?? 0,
      ...(options.max === undefined ? {} : { maximum: options.max }),
    },
  );

/** A number as a double holds it; one beyond that is refused. {@link DecimalField} keeps more. */
export const NumberField = (options: FieldOptions & { min?: number; max?: number }): PropertyDecorator => {
  const bounds = {
    ...(options.min === undefined ? {} : { minimum: options.min }),
    ...(options.max === undefined ? {} : { maximum: options.max }),
  };
  return declareField(options, () => ({ type: 'number', ...bounds }), { type: 'number', ...bounds });
};

/** A number kept exactly, whatever a double can hold: see {@link decimalText} for its text. At most 1,000 digits. */
export const DecimalField = (options: FieldOptions & { min?: string }): PropertyDecorator =>
  declareField(options, () => ({ decimal: options.min === undefined ? {} : { min: options.min } }), {
    type: 'number',
    ...(options.min === undefined ? {} : { minimum: Number(options.min) }),
  });

/** true or false. */
export const FlagField = (options: FieldOptions): PropertyDecorator =>
  declareField(options, () => ({ type: 'boolean' }), { type: Boolean });

/** A value that a module checks itself; documented as `shown`, an OpenAPI schema, or else as any JSON value. */
export const FreeField = ({ shown, ...options }: FieldOptions & { shown?: ApiPropertyOptions }): PropertyDecorator =>
  declareField(options, () => ({}), shown ?? ANY_JSON);

/** Short words: at most 100, each not blank and at most 256 bytes. */
export const TagsField = (options: FieldOptions): PropertyDecorator =>
  declareField(
    options,
    () => ({ type: 'array', maxItems: 100, items: { type: 'string', notBlank: true, plainText: true, maxBytes: 256 } }),
    {
      type: [String],
    },
  );

/** A list of opaque ids: at most `max`, each not blank and at most 512 bytes. */
export const IdsField = (options: FieldOptions & { max: number }): PropertyDecorator =>
  declareField(
    options,
    () => ({
      type: 'array',
      maxItems: options.max,
      items: { type: 'string', notBlank: true, plainText: true, maxBytes: 512 },
    }),
    { type: [String], maxItems: options.max },
  );

/** A class that is named later, as Swagger knows it: by a function called `type`. */
function lazy(of: () => Class): never {
  const type = (): Class => of();
  return type as never;
}

/** An object of another declared class. */
export const NestedField = (options: FieldOptions & { of: () => Class }): PropertyDecorator =>
  declareField(options, () => objectSchema(options.of()), { type: lazy(options.of) });

/** An object whose members, by any name, are objects of another declared class. */
export const MapField = (options: FieldOptions & { of: () => Class; max: number }): PropertyDecorator =>
  declareField(
    options,
    () => ({
      type: 'object',
      maxProperties: options.max,
      propertyNames: { type: 'string', notBlank: true, plainText: true, maxBytes: 1024 },
      additionalProperties: objectSchema(options.of()),
    }),
    {
      type: 'object',
      maxProperties: options.max,
      additionalProperties: { $ref: getSchemaPath(options.of().name) },
    },
  );

/** A list of objects of another declared class. */
export const ListField = (options: FieldOptions & { of: () => Class; min?: number; max?: number }): PropertyDecorator =>
  declareField(
    options,
    () => ({
      type: 'array',
      items: objectSchema(options.of()),
      ...(options.min === undefined ? {} : { minItems: options.min }),
      ...(options.max === undefined ? {} : { maxItems: options.max }),
    }),
    {
      type: lazy(options.of),
      isArray: true,
      ...(options.min === undefined ? {} : { minItems: options.min }),
      ...(options.max === undefined ? {} : { maxItems: options.max }),
    },
  );
