import { type FieldSchema, fieldsOf } from './field';

type Class = abstract new (...args: never[]) => object;

/** The JSON Schema of a declared class. Fields it does not declare are ignored (contract section 1). */
export function objectSchema(type: Class): FieldSchema {
  const fields = [...fieldsOf(type.prototype as object)];
  return {
    type: 'object',
    required: fields.filter(([, spec]) => spec.required).map(([name]) => name),
    properties: Object.fromEntries(fields.map(([name, spec]) => [name, spec.schema()])),
  };
}
