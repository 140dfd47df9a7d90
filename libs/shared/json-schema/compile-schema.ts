import { createHash } from 'node:crypto';
import { jsonText } from '@assay/shared/json';
import { compilePattern } from '@assay/shared/linear-regex';
import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import MissingRefError from 'ajv/dist/compile/ref_error';
import type { RegExpEngine } from 'ajv/dist/types';
import { LRUCache } from 'lru-cache';
import { CompiledSchema } from './compiled-schema';
import { dialectOf } from './dialects';
import { FORMATS } from './formats';
import { meteredKeywords } from './keywords';
import { MAX_SCHEMA_BYTES } from './limits';
import { type FoundReference, prepareSchema } from './prepare-schema';
import { SchemaError } from './schema-error';
import { WorkMeter } from './work-meter';

const MAX_CACHED_SCHEMAS = 200;
/** A compiled schema weighs about four times its text. */
const MAX_CACHED_BYTES = 4 * 1024 * 1024;
const CHARACTERS_PER_STEP = 50;

const compiledSchemas = new LRUCache<string, { compiled: CompiledSchema; bytes: number }>({
  max: MAX_CACHED_SCHEMAS,
  maxSize: MAX_CACHED_BYTES,
  sizeCalculation: ({ bytes }) => bytes,
});

/**
 * Compiles a user's JSON Schema (2020-12, or draft-07 when `$schema` says so). Recently used schemas come from a cache.
 *
 * @param schema a plain JSON value or `RawJson`
 * @throws SchemaError when it is not a valid schema, is too large or too deep, or refers to anything outside of itself
 */
export function compileSchema(schema: unknown): CompiledSchema {
  const text = schema === undefined ? '' : jsonText(schema);
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SCHEMA_BYTES)
    throw new SchemaError(`A schema may have ${MAX_SCHEMA_BYTES} bytes; this one has ${bytes}.`);
  const key = createHash('sha256').update(text).digest('base64');
  const cached = compiledSchemas.get(key);
  if (cached !== undefined) return cached.compiled;
  // Parsed anew: the compiler keeps the object, which must not change under it.
  const compiled = compile(text === '' ? undefined : JSON.parse(text));
  compiledSchemas.set(key, { compiled, bytes: Math.max(bytes, 1024) });
  return compiled;
}

function compile(schema: unknown): CompiledSchema {
  if (!isSchemaLike(schema)) throw new SchemaError('A schema must be an object, true or false.');
  const dialect = dialectOf(schema);
  const prepared = prepareSchema(schema);
  if (!dialect.checkSchema(schema)) throw metaSchemaError(dialect.checkSchema.errors?.[0]);

  const meter = new WorkMeter();
  const ajv = dialect.create(compilerOptions(meter));
  // Each would refuse schemas for a keyword that is not part of the dialect.
  ajv.removeKeyword('id');
  for (const definition of meteredKeywords(meter)) {
    const [keyword] = [definition.keyword].flat();
    ajv.removeKeyword(keyword);
    ajv.addKeyword(definition);
  }
  let validate: ValidateFunction;
  try {
    validate = ajv.compile(prepared.schema);
  } catch (error) {
    throw compilerError(error, prepared.references);
  }
  const compiled = new CompiledSchema(validate, meter);
  compiled.refuseEndlessReference();
  return compiled;
}

function compilerOptions(meter: WorkMeter): Options {
  const linear: RegExpEngine = Object.assign(
    (pattern: string) => {
      const compiled = compilePattern(pattern);
      return {
        test: (text: string) => {
          meter.spend(1 + Math.floor((text.length * compiled.programSize) / CHARACTERS_PER_STEP));
          return compiled.test(text);
        },
        // Ajv keeps one engine for each different text.
        toString: () => pattern,
      };
    },
    { code: 'compilePattern' },
  );
  return {
    strict: false,
    logger: false,
    // Checked before, by a compiler of its own, so that the copy with its extra keyword need not fit.
    meta: false,
    validateSchema: false,
    // Inlined references would multiply the size of the code.
    inlineRefs: false,
    // `toString` is not a property of `{}`.
    ownProperties: true,
    formats: FORMATS,
    // Optimising takes longer than it saves, and its time grows with the square of the schema.
    code: { regExp: linear, optimize: false },
  };
}

function isSchemaLike(schema: unknown): schema is object | boolean {
  return typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null && !Array.isArray(schema));
}

function metaSchemaError(error: ErrorObject | undefined): SchemaError {
  return new SchemaError(
    `Not a valid JSON Schema: ${error?.message ?? 'it does not fit its meta-schema'}.`,
    error?.instancePath,
  );
}

function compilerError(error: unknown, references: FoundReference[]): unknown {
  if (error instanceof MissingRefError) {
    const found = references.find(({ reference }) => error.missingRef.endsWith(reference));
    const shown = (found?.reference ?? error.missingRef).slice(0, 200).toWellFormed();
    return new SchemaError(
      `$ref "${shown}" leads to nothing in this document, and others are never fetched.`,
      found?.path,
    );
  }
  if (error instanceof SchemaError || !(error instanceof Error)) return error;
  return new SchemaError(`The schema cannot be compiled: ${error.message.slice(0, 300).toWellFormed()}.`);
}
