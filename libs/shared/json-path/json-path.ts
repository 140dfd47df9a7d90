import { exactPaths, RawJson, readJson } from '@assay/shared/json';
import parse, { type JsonPathQuery } from 'jsonpath-rfc9535/parser';
import { LRUCache } from 'lru-cache';
import { checkQuery, isSingular } from './check-query';
import { Evaluation } from './evaluation';
import { JsonPathError } from './json-path-error';
import { MAX_PATH_LENGTH, MAX_PATH_NESTING } from './limits';
import { locationOf } from './node';

const MAX_CACHED_PATHS = 500;
const MAX_SHOWN_MESSAGE = 300;
const MAX_VALUE_DEPTH = 1_000;
const NO_PAYLOADS = exactPaths([]);

/** A node that a path selects. */
export interface SelectedNode {
  /** As `JSON.parse` gives it, with numbers that a double does not keep as raw numbers. */
  readonly value: unknown;
  /** The keys and indexes that lead to it. */
  readonly location: readonly (string | number)[];
}

/** A compiled JSONPath expression. */
export class JsonPath {
  /** Whether it selects at most one node, whatever the value. */
  readonly isSingular: boolean;

  constructor(
    readonly text: string,
    private readonly query: JsonPathQuery,
  ) {
    this.isSingular = isSingular(query.segments);
  }

  /**
   * The nodes that it selects, in document order.
   * @param value a plain JSON value or `RawJson`
   * @throws JsonPathWorkError when that takes too much work
   */
  select(value: unknown): SelectedNode[] {
    const root = value instanceof RawJson ? readDocument(value.text) : value;
    const nodes = new Evaluation(root).nodes(this.query.segments, { value: root });
    return nodes.map((node) => ({ value: node.value, location: locationOf(node) }));
  }
}

/** A JSON text as paths look at it: exact numbers, whatever the depth of a payload. */
function readDocument(text: string): unknown {
  return readJson(text, { exactPaths: NO_PAYLOADS, maxDepth: MAX_VALUE_DEPTH });
}

const compiledPaths = new LRUCache<string, JsonPath>({ max: MAX_CACHED_PATHS });

/**
 * Compiles a JSONPath expression (RFC 9535). Recently used ones come from a cache.
 * @throws JsonPathError when it is not valid, too long or too deeply nested
 */
export function compileJsonPath(text: string): JsonPath {
  if (text.length > MAX_PATH_LENGTH)
    throw new JsonPathError(`A path may have ${MAX_PATH_LENGTH} characters; this one has ${text.length}.`);
  const cached = compiledPaths.get(text);
  if (cached !== undefined) return cached;
  refuseDeepNesting(text);
  const query = parsed(text);
  checkQuery(query);
  const compiled = new JsonPath(text, query);
  compiledPaths.set(text, compiled);
  return compiled;
}

function parsed(text: string): JsonPathQuery {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { location } = error as { location?: { start: { offset: number } } };
    const place = location === undefined ? '' : ` at character ${location.start.offset + 1}`;
    const message = error.message.length > MAX_SHOWN_MESSAGE ? 'it does not follow RFC 9535' : error.message;
    throw new JsonPathError(`Not a JSONPath expression${place}: ${message}`, { cause: error });
  }
}

/** Counts brackets within literals too: nobody writes fifty of them. */
function refuseDeepNesting(text: string): void {
  let depth = 0;
  for (const character of text) {
    if (character === '[' || character === '(') depth += 1;
    else if (character === ']' || character === ')') depth -= 1;
    if (depth > MAX_PATH_NESTING)
      throw new JsonPathError(`The path is nested more than ${MAX_PATH_NESTING} brackets deep.`);
  }
}
