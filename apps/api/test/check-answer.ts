import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { openApiDocument } from '../openapi/document';

type Operation = { responses: Record<string, { content?: Record<string, { schema?: object }> }> };

interface CheckedDocument {
  readonly document: OpenAPIObject;
  readonly paths: { pattern: RegExp; path: string }[];
  readonly validators: Map<string, ValidateFunction | undefined>;
  readonly ajv: Ajv;
}

const documents = new WeakMap<INestApplication, CheckedDocument>();

function checkedDocument(app: INestApplication): CheckedDocument {
  const known = documents.get(app);
  if (known !== undefined) return known;
  const document = openApiDocument(app);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats(ajv);
  ajv.addSchema({ $id: 'document', components: withNullBranches(document.components) } as object);
  // Literal segments win over parameters, as in the router.
  const paths = Object.keys(document.paths)
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));
  const made = { document, paths, validators: new Map(), ajv };
  documents.set(app, made);
  return made;
}

/** OpenAPI 3.0 says `nullable` beside any schema; JSON Schema says it with another branch. */
function withNullBranches(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNullBranches);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, withNullBranches(value)]),
  );
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

/** References of the document are resolved in the copy that Ajv holds. */
function withAbsoluteRefs(schema: object): object {
  return JSON.parse(
    JSON.stringify(withNullBranches(schema)).replaceAll('"#/components/', '"document#/components/'),
  ) as object;
}

function validatorOf(
  checked: CheckedDocument,
  method: string,
  path: string,
  status: number,
): ValidateFunction | undefined {
  const key = `${method} ${path} ${status}`;
  if (checked.validators.has(key)) return checked.validators.get(key);
  const operation = (checked.document.paths[path] as Record<string, Operation> | undefined)?.[method];
  if (operation === undefined) throw new Error(`${method} ${path} is not in the OpenAPI document`);
  const answer = operation.responses[String(status)];
  if (answer === undefined)
    throw new Error(`${method} ${path} answered ${status}, which the OpenAPI document does not list`);
  const schema = answer.content?.['application/json']?.schema;
  const made = schema === undefined ? undefined : checked.ajv.compile(withAbsoluteRefs(schema));
  checked.validators.set(key, made);
  return made;
}

/** What keeps a value from being what a schema of the OpenAPI document says; undefined when it is that. */
export function schemaProblem(app: INestApplication, schema: object, value: unknown): string | undefined {
  const { ajv } = checkedDocument(app);
  const validate = ajv.compile(withAbsoluteRefs(schema));
  return validate(value) ? undefined : ajv.errorsText(validate.errors);
}

/** Fails when a JSON answer is not what the OpenAPI document says of its endpoint and status. */
export function checkAnswer(
  app: INestApplication,
  method: string,
  url: string,
  answer: { status: number; body: unknown; type: string },
): void {
  if (answer.type !== 'application/json') return;
  const checked = checkedDocument(app);
  const path = url.split('?')[0] ?? '';
  const found = checked.paths.find(({ pattern }) => pattern.test(path));
  if (found === undefined) return;
  const validate = validatorOf(checked, method, found.path, answer.status);
  if (validate === undefined || validate(answer.body)) return;
  throw new Error(`${method} ${url} ${answer.status} is not as documented: ${checked.ajv.errorsText(validate.errors)}`);
}
