import type { OpenAPIObject } from '@nestjs/swagger';

/** As much of a schema as is written here. */
interface Schema {
  properties?: Record<string, unknown>;
  required?: string[];
}
type Schemas = Readonly<Record<string, Schema>>;

const SURFACES = /^\/(api|namespaces)(\/|$)/;
const REFERENCE = /"#\/components\/schemas\/([^"]+)"/g;

/**
 * Says that the answers of the other systems' surfaces carry every field: one without a value is null, never left out.
 * What bodies use too stays as it is.
 */
export function withWholeAnswers(document: OpenAPIObject): OpenAPIObject {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  const sent = new Set<string>();
  const answered = new Set<string>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
      if (operation === undefined) continue;
      collectNames(operation.requestBody, schemas, sent);
      const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
      if (SURFACES.test(path)) collectNames(answers, schemas, answered);
    }
  }
  for (const name of answered) {
    const schema = schemas[name];
    if (schema?.properties !== undefined && !sent.has(name)) schema.required = Object.keys(schema.properties);
  }
  return document;
}

/** Notes the names of the schemas that a part of the document refers to, itself or through another one. */
function collectNames(part: unknown, schemas: Schemas, names: Set<string>): void {
  for (const [, name] of JSON.stringify(part ?? null).matchAll(REFERENCE)) {
    if (name === undefined || names.has(name)) continue;
    names.add(name);
    collectNames(schemas[name], schemas, names);
  }
}
