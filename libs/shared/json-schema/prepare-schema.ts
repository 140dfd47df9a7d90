import { compilePattern, PatternError } from '@assay/shared/linear-regex';
import { MAX_PATTERN_WEIGHT, MAX_SCHEMA_DEPTH, MAX_SUBSCHEMAS } from './limits';
import { SchemaError } from './schema-error';

/** The keyword that is put into every schema of the prepared copy; its value is `[steps, stepsPerKey]`. */
export const WORK_KEYWORD = 'assay:work';

/** A reference in a schema and where it stands. */
export interface FoundReference {
  reference: string;
  path: string;
}

/** A copy of a user's schema that is safe to compile and meters its own work. */
export interface PreparedSchema {
  schema: object | boolean;
  references: FoundReference[];
}

/** What a JSON value in a schema is: a schema, a map from names to schemas, or something that keywords may not look into. */
type Place = 'schema' | 'map' | 'unknown';

const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);
const SCHEMAS = new Set(
  'allOf anyOf oneOf not if then else items prefixItems additionalItems contains additionalProperties propertyNames'.split(
    ' ',
  ),
)
  .add('unevaluatedItems')
  .add('unevaluatedProperties')
  .add('contentSchema');
/** Their values are data, copied as they are; no reference may lead into them. */
const DATA = new Set(['const', 'enum']);
const VISITS_KEYS = new Set(
  'additionalProperties unevaluatedProperties propertyNames minProperties maxProperties'.split(' '),
);

/**
 * Walks a user's schema once: refuses what is unsafe or unsupported, and gives a copy with {@link WORK_KEYWORD} in place.
 *
 * @throws SchemaError
 */
export function prepareSchema(schema: object | boolean): PreparedSchema {
  const walk = new SchemaWalk();
  const copy = walk.copy(schema, 'schema', '', 1) as object | boolean;
  // Inside a schema with an $id, pointers start there; the compiler follows them.
  if (!walk.hasInnerIds) walk.references.forEach((found) => refuseNoSchema(schema, found));
  return { schema: copy, references: walk.references };
}

class SchemaWalk {
  readonly references: FoundReference[] = [];
  hasInnerIds = false;
  private patternWeight = 0;
  private schemas = 0;

  copy(node: unknown, place: Place, path: string, depth: number): unknown {
    if (typeof node !== 'object' || node === null) return node;
    if (depth > MAX_SCHEMA_DEPTH)
      throw new SchemaError(`A schema may be nested ${MAX_SCHEMA_DEPTH} levels deep.`, path);
    if (Array.isArray(node)) return node.map((item, index) => this.copy(item, place, `${path}/${index}`, depth + 1));
    const entries = Object.entries(node);
    if (place === 'schema') this.inspect(node, path);
    const copied: Record<string, unknown> = {};
    for (const [key, value] of entries) {
      const keyPath = `${path}/${escapePointer(key)}`;
      if (key === '__proto__') throw new SchemaError('The name __proto__ cannot be used in a schema.', keyPath);
      const isData = place !== 'map' && DATA.has(key);
      copied[key] = isData ? value : this.copy(value, placeOf(key, place), keyPath, depth + 1);
    }
    // An empty schema allows everything, and compiles to nothing as long as it stays empty.
    if (place !== 'map' && entries.length > 0) {
      this.schemas += 1;
      if (this.schemas > MAX_SUBSCHEMAS)
        throw new SchemaError(`A schema may consist of ${MAX_SUBSCHEMAS} schemas.`, path);
      copied[WORK_KEYWORD] = costOf(node);
    }
    return copied;
  }

  private inspect(node: object, path: string): void {
    const schema = node as Record<string, unknown>;
    if (schema.$async !== undefined) throw new SchemaError('$async schemas are not supported.', `${path}/$async`);
    if (path !== '' && typeof schema.$id === 'string') this.hasInnerIds = true;
    for (const keyword of ['$ref', '$dynamicRef']) {
      const reference = schema[keyword];
      if (typeof reference !== 'string') continue;
      if (leadsIntoData(reference))
        throw new SchemaError(`${keyword} leads to a value, not to a schema.`, `${path}/${keyword}`);
      this.references.push({ reference, path: `${path}/${keyword}` });
    }
    if (typeof schema.pattern === 'string') this.checkPattern(schema.pattern, `${path}/pattern`);
    const { patternProperties } = schema;
    if (typeof patternProperties !== 'object' || patternProperties === null) return;
    for (const pattern of Object.keys(patternProperties)) {
      this.checkPattern(pattern, `${path}/patternProperties/${escapePointer(pattern)}`);
    }
  }

  private checkPattern(pattern: string, path: string): void {
    try {
      this.patternWeight += compilePattern(pattern).weight;
    } catch (error) {
      if (error instanceof PatternError) throw new SchemaError(error.message, path);
      throw error;
    }
    if (this.patternWeight > MAX_PATTERN_WEIGHT)
      throw new SchemaError('The patterns of this schema are too large together.', path);
  }
}

function placeOf(key: string, parent: Place): Place {
  if (parent === 'map') return 'schema';
  if (parent === 'unknown') return 'unknown';
  if (MAPS.has(key)) return 'map';
  return SCHEMAS.has(key) ? 'schema' : 'unknown';
}

function costOf(node: object): [number, number] {
  let steps = 1;
  let stepsPerKey = 0;
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object' && value !== null && !DATA.has(key)) steps += Object.keys(value).length;
    if (VISITS_KEYS.has(key)) stepsPerKey += 1;
    if (key === 'patternProperties' && typeof value === 'object' && value !== null)
      stepsPerKey += Object.keys(value).length;
  }
  return [steps, stepsPerKey];
}

/** Whether the JSON Pointer of a reference passes through `const` or `enum` as keywords; `#/properties/const` does not. */
function leadsIntoData(reference: string): boolean {
  let place: Place = 'schema';
  for (const key of pointerKeys(reference)) {
    if (place !== 'map' && DATA.has(key)) return true;
    place = placeOf(key, place);
    // What stands in an array of schemas, or below an unknown keyword, is a schema when a reference says so.
    if (place === 'unknown') place = 'schema';
  }
  return false;
}

/** Refuses pointers to what objects and arrays inherit (`#/constructor`), and to what is no schema (`#/required/0`). */
function refuseNoSchema(root: unknown, { reference, path }: FoundReference): void {
  if (!reference.startsWith('#/')) return;
  let target = root;
  for (const key of pointerKeys(reference)) {
    if (typeof target !== 'object' || target === null || !Object.hasOwn(target, key))
      return refuseTarget(reference, path);
    target = (target as Record<string, unknown>)[key];
  }
  const isSchema =
    typeof target === 'boolean' || (typeof target === 'object' && target !== null && !Array.isArray(target));
  if (!isSchema) refuseTarget(reference, path);
}

function refuseTarget(reference: string, path: string): never {
  throw new SchemaError(`$ref "${reference.slice(0, 200).toWellFormed()}" leads to no schema in this document.`, path);
}

/** The keys of the JSON Pointer in a reference's fragment; none for `#` and anchors. */
function pointerKeys(reference: string): string[] {
  const hash = reference.indexOf('#');
  if (hash < 0 || reference[hash + 1] !== '/') return [];
  return reference
    .slice(hash + 2)
    .split('/')
    .map(unescapePointer);
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(segment: string): string {
  let decoded = segment;
  try {
    decoded = decodeURIComponent(segment);
  } catch {
    // Not percent-encoded after all; the compiler decides what it refers to.
  }
  return decoded.replaceAll('~1', '/').replaceAll('~0', '~');
}
