import { InvalidRequestError } from '@assay/shared/errors';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { addKeywords } from './keywords';
import { objectSchema } from './object-schema';

type Class = abstract new (...args: never[]) => object;

/** One problem of a request: the field (`items[3].input`) and why it cannot be used. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
}

const MAX_PROBLEMS = 100;
const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
addKeywords(ajv);
const compiled = new WeakMap<Class, ValidateFunction>();

function validator(type: Class): ValidateFunction {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const made = ajv.compile(objectSchema(type));
  compiled.set(type, made);
  return made;
}

/** `/items/3/input` → `items[3].input`. */
function fieldName(pointer: string): string {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return parts.reduce(
    (name, part) => (/^\d+$/.test(part) ? `${name}[${part}]` : name === '' ? part : `${name}.${part}`),
    '',
  );
}

const TYPE_NAMES: Record<string, string> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

function problemOf(error: ErrorObject): FieldProblem | undefined {
  const field = fieldName(error.instancePath);
  if (error.keyword === 'required') {
    const name = String(error.params.missingProperty);
    return { field: field === '' ? name : `${field}.${name}`, reason: 'is required' };
  }
  // A nullable field fails both branches; the branch that says what the value should be is the useful one.
  if (error.keyword === 'anyOf' || error.schemaPath.includes('/anyOf/0/')) return undefined;
  if (error.keyword === 'type') return { field, reason: `must be ${TYPE_NAMES[String(error.params.type)]}` };
  if (error.keyword === 'enum')
    return { field, reason: `must be one of ${(error.params.allowedValues as string[]).join(', ')}` };
  if (error.keyword === 'minItems')
    return { field, reason: `must have at least ${String(error.params.limit)} entries` };
  if (error.keyword === 'maxItems') return { field, reason: `must have at most ${String(error.params.limit)} entries` };
  return { field, reason: error.message ?? 'is invalid' };
}

/** A list over its limit is refused before its entries are looked at: their problems could fill the memory. */
function refuseLongLists(type: Class, value: unknown): void {
  const schema = objectSchema(type).properties as Record<string, { maxItems?: number }>;
  for (const [field, { maxItems }] of Object.entries(schema)) {
    const list = (value as Record<string, unknown>)[field];
    if (maxItems === undefined || !Array.isArray(list) || list.length <= maxItems) continue;
    const reason = `must have at most ${maxItems} entries`;
    throw new InvalidRequestError(`${field} ${reason}`, { field, limit: maxItems, errors: [{ field, reason }] });
  }
}

/**
 * Checks a value against a declared class.
 * @throws {InvalidRequestError} with every problem (at most 100) in `details.errors` and the first field in `details.field`
 */
export function checkFields(type: Class, value: unknown): void {
  const validate = validator(type);
  if (typeof value === 'object' && value !== null) refuseLongLists(type, value);
  if (validate(value)) return;
  const problems = (validate.errors ?? []).map(problemOf).filter((problem) => problem !== undefined);
  throw invalidFields(problems.slice(0, MAX_PROBLEMS));
}

/** The error of a request with these problems. */
export function invalidFields(problems: FieldProblem[]): InvalidRequestError {
  const first = problems[0] ?? { field: '', reason: 'the request is invalid' };
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const message = first.field === '' ? `the body ${first.reason}${more}` : `${first.field} ${first.reason}${more}`;
  return new InvalidRequestError(message, { field: first.field, errors: problems });
}
