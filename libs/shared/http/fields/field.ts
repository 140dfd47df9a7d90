import 'reflect-metadata';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';

/** A JSON Schema fragment, checked with the keywords of `keywords.ts`. */
export type FieldSchema = Record<string, unknown>;

/** What a field decorator says of one property of a body or query class. */
export interface FieldSpec {
  readonly required: boolean;
  /** Made late, so that classes may refer to each other. */
  readonly schema: () => FieldSchema;
}

/** Options that every field decorator takes. */
export interface FieldOptions {
  /** What the field means, for the person who calls. */
  description: string;
  example?: unknown;
  /** Whether the field may be left out (default false). In a create body `null` then means absent. */
  optional?: boolean;
  /** On PATCH bodies: the field may be left out but `null` is refused. */
  keepsNull?: false;
  default?: unknown;
}

const FIELDS = Symbol('assay:fields');

/** The fields that a class declares, its ancestors' included. */
export function fieldsOf(target: object): Map<string, FieldSpec> {
  return (Reflect.getMetadata(FIELDS, target) as Map<string, FieldSpec> | undefined) ?? new Map<string, FieldSpec>();
}

/**
 * Declares a property of a request body, query or answer: one place for its validation and its documentation.
 * @param schema fragment that Ajv checks
 * @param documented what OpenAPI shows beyond the options
 */
export function declareField(
  options: FieldOptions,
  schema: () => FieldSchema,
  documented: ApiPropertyOptions,
): PropertyDecorator {
  const nullable = options.optional === true && options.keepsNull !== false;
  return (target, property) => {
    const fields = new Map(fieldsOf(target));
    const spec = (): FieldSchema => (nullable ? { anyOf: [{ type: 'null' }, schema()] } : schema());
    fields.set(String(property), { required: options.optional !== true, schema: spec });
    Reflect.defineMetadata(FIELDS, fields, target);
    const shown = {
      ...documented,
      description: options.description,
      required: options.optional !== true,
      ...(options.example === undefined ? {} : { example: options.example }),
      ...(options.default === undefined ? {} : { default: options.default }),
      ...(nullable ? { nullable: true } : {}),
    } as ApiPropertyOptions;
    ApiProperty(shown)(target, property);
  };
}
