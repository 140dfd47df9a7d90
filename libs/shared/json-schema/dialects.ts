import Ajv, { type Options, type ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import { SchemaError } from './schema-error';

/** A version of JSON Schema that schemas may be written in. */
export interface Dialect {
  create(options: Options): Ajv;
  /** Checks a schema against the dialect's meta-schema. */
  checkSchema: ValidateFunction;
}

const META_OPTIONS: Options = { strict: false, formats: { regex: true }, validateFormats: false, logger: false };
const DRAFT_2020_12 = 'https://json-schema.org/draft/2020-12/schema';
const DRAFT_07 = 'http://json-schema.org/draft-07/schema';

let dialects: Map<string, Dialect> | undefined;

/**
 * The dialect that `$schema` names; 2020-12 when a schema names none.
 *
 * @throws SchemaError for any other dialect
 */
export function dialectOf(schema: object | boolean): Dialect {
  dialects ??= new Map([
    [DRAFT_2020_12, dialect((options) => new Ajv2020(options), DRAFT_2020_12)],
    [DRAFT_07, dialect((options) => new Ajv(options), DRAFT_07)],
  ]);
  const named = typeof schema === 'object' && '$schema' in schema ? schema.$schema : DRAFT_2020_12;
  const uri = typeof named === 'string' ? named.replace(/#$/, '').replace(/^https?:/, '') : undefined;
  for (const [known, found] of dialects) {
    if (known.replace(/^https?:/, '') === uri) return found;
  }
  throw new SchemaError(`$schema must be ${DRAFT_2020_12} or ${DRAFT_07}#, or be left out.`, '/$schema');
}

function dialect(create: (options: Options) => Ajv, metaSchema: string): Dialect {
  const checkSchema = create(META_OPTIONS).getSchema(metaSchema);
  if (checkSchema === undefined) throw new Error(`The meta-schema ${metaSchema} is missing`);
  return { create, checkSchema };
}
