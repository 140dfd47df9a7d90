import type { OpenAPIObject } from '@nestjs/swagger';
import { BODY_EXAMPLE_EXTENSION } from '@assay/shared/http';

/** As much of a schema as examples need. */
interface Schema {
  $ref?: string;
  type?: string;
  example?: unknown;
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}
type Schemas = Readonly<Record<string, Schema>>;
type Content = Record<string, { schema?: Schema; example?: unknown }>;

/**
 * Gives every request body an example: the one that its endpoint names, else what the examples of its fields make
 * together. Fields whose example is null, or that have none and may be left out, are left out.
 */
export function withBodyExamples(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.post, item.put, item.patch]) {
      if (operation === undefined) continue;
      const marked = operation as unknown as Record<string, unknown>;
      const named = marked[BODY_EXAMPLE_EXTENSION];
      delete marked[BODY_EXAMPLE_EXTENSION];
      const content = (operation.requestBody as { content?: Content } | undefined)?.content ?? {};
      for (const body of Object.values(content)) {
        const example = body.example ?? named ?? exampleOf(body.schema ?? {}, schemas);
        if (example !== undefined) body.example = example;
      }
    }
  }
  return document;
}

function exampleOf(schema: Schema, schemas: Schemas): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.$ref !== undefined) return exampleOf(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas);
  if (schema.allOf?.[0] !== undefined) return exampleOf(schema.allOf[0], schemas);
  if (schema.items !== undefined) {
    const one = exampleOf(schema.items, schemas);
    return one === undefined ? undefined : [one];
  }
  return schema.properties === undefined ? undefined : objectExample(schema, schemas);
}

function objectExample({ properties = {}, required = [] }: Schema, schemas: Schemas): Record<string, unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => [
    name,
    required.includes(name) ? exampleOf(schema, schemas) : schema.example,
  ]);
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined && example !== null)) as Record<
    string,
    unknown
  >;
}
