import type {
  Comparable,
  FilterQuery,
  FunctionArgument,
  FunctionExpr,
  LogicalExpr,
  Segment,
  Selector,
} from 'jsonpath-rfc9535/parser';
import { JsonPathError } from './json-path-error';
import { type QuerySegment, selectionOf } from './node';

type ParameterType = 'value' | 'nodes';

/** The functions of RFC 9535, section 2.4, and what they take and give. */
const FUNCTIONS = new Map<string, { takes: readonly ParameterType[]; gives: 'value' | 'logical' }>([
  ['length', { takes: ['value'], gives: 'value' }],
  ['count', { takes: ['nodes'], gives: 'value' }],
  ['value', { takes: ['nodes'], gives: 'value' }],
  ['match', { takes: ['value', 'value'], gives: 'logical' }],
  ['search', { takes: ['value', 'value'], gives: 'logical' }],
]);

/**
 * Checks what the grammar does not say: functions are known and well-typed (RFC 9535, section 2.4.3), and integers can be
 * exchanged exactly (section 2.1).
 * @throws JsonPathError
 */
export function checkQuery({ segments }: { readonly segments: readonly QuerySegment[] }): void {
  for (const node of segments.map(selectionOf)) {
    if (node.type === 'BracketedSelection') node.selectors.forEach(checkSelector);
    else if (node.type === 'IndexSelector') checkSelector(node);
  }
}

function checkSelector(selector: Selector): void {
  if (selector.type === 'FilterSelector') return checkLogical(selector.value);
  const integers =
    selector.type === 'IndexSelector'
      ? [selector.value]
      : selector.type === 'SliceSelector'
        ? [selector.start, selector.end, selector.step]
        : [];
  if (integers.every((integer) => integer === null || Number.isSafeInteger(integer))) return;
  throw new JsonPathError('Indexes and steps must be from -(2^53 - 1) to 2^53 - 1.');
}

/** Whether a query selects at most one node: by names and indexes alone. */
export function isSingular(segments: readonly Segment[]): boolean {
  return segments.every(({ type, node }) => {
    if (type === 'DescendantSegment') return false;
    if (node.type === 'MemberNameShorthand') return true;
    if (node.type !== 'BracketedSelection' || node.selectors.length !== 1) return false;
    return node.selectors[0].type === 'NameSelector' || node.selectors[0].type === 'IndexSelector';
  });
}

function checkLogical(expression: LogicalExpr): void {
  switch (expression.type) {
    case 'LogicalNotExpr':
      return checkLogical(expression.expression);
    case 'LogicalAndExpr':
    case 'LogicalOrExpr':
      checkLogical(expression.left);
      return checkLogical(expression.right);
    case 'ComparisonExpr':
      checkComparable(expression.left);
      return checkComparable(expression.right);
    case 'TestExpr':
      if (expression.expression.type === 'FilterQuery') return checkQuery(expression.expression.value);
      if (checkFunction(expression.expression) === 'value')
        throw new JsonPathError(`The result of ${expression.expression.name}() must be compared with something.`);
  }
}

function checkComparable(side: Comparable): void {
  if (side.type === 'Literal') return;
  if (side.type !== 'FunctionExpr') return checkQuery(side);
  if (checkFunction(side) === 'logical')
    throw new JsonPathError(`${side.name}() is true or false by itself and cannot be compared.`);
}

function checkFunction({ name, arguments: list }: FunctionExpr): 'value' | 'logical' {
  // The parser gives null for no arguments, whatever its types say.
  const given = (list as FunctionArgument[] | null) ?? [];
  const known = FUNCTIONS.get(name);
  if (known === undefined)
    throw new JsonPathError(`There is no function ${name}(); there are ${[...FUNCTIONS.keys()].join(', ')}.`);
  if (given.length !== known.takes.length)
    throw new JsonPathError(`${name}() takes ${known.takes.length} arguments, not ${given.length}.`);
  for (const [index, type] of known.takes.entries()) checkArgument(name, type, given[index]);
  return known.gives;
}

function checkArgument(name: string, type: ParameterType, argument: FunctionArgument): void {
  if (argument.type === 'FunctionExpr') {
    if (checkFunction(argument) === type) return;
    throw new JsonPathError(`${name}() cannot take the result of ${argument.name}().`);
  }
  const query = queryOf(argument);
  if (query !== undefined) checkQuery(query.value);
  const fits =
    type === 'nodes' ? query !== undefined : argument.type === 'Literal' || (query && isSingular(query.value.segments));
  if (fits) return;
  const wanted = type === 'nodes' ? 'a query' : 'a literal or a query of at most one node';
  throw new JsonPathError(`${name}() takes ${wanted}.`);
}

function queryOf(argument: FunctionArgument): FilterQuery | undefined {
  if (argument.type === 'FilterQuery') return argument;
  return argument.type === 'TestExpr' && argument.expression.type === 'FilterQuery' ? argument.expression : undefined;
}
