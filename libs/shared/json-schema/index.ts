export { compileSchema } from './compile-schema';
export { CompiledSchema, type SchemaViolation } from './compiled-schema';
export { MAX_SCHEMA_BYTES, MAX_SCHEMA_DEPTH } from './limits';
export { SchemaError } from './schema-error';
