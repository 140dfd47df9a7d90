import type { Comparable, ComparisonExpr, FunctionArgument, FunctionExpr, LogicalExpr } from 'jsonpath-rfc9535/parser';
import { matches } from './i-regexp';
import type { JsonNode, QuerySegment } from './node';
import { isEqual, isLess, isObject, NOTHING } from './values';
import type { Work } from './work';

interface Query {
  readonly type: string;
  readonly segments: readonly QuerySegment[];
}

/** What filters need of the evaluation that they are part of. */
export interface FilterScope {
  readonly root: unknown;
  readonly work: Work;
  nodes(segments: readonly QuerySegment[], start: JsonNode): JsonNode[];
}

/** Evaluates filters (RFC 9535, sections 2.3.5 and 2.4) that have been found well-typed. */
export class Filters {
  constructor(private readonly scope: FilterScope) {}

  /** Whether an expression holds for a node. */
  holds(expression: LogicalExpr, node: JsonNode): boolean {
    this.scope.work.spend(1);
    switch (expression.type) {
      case 'LogicalNotExpr':
        return !this.holds(expression.expression, node);
      case 'LogicalAndExpr':
        return this.holds(expression.left, node) && this.holds(expression.right, node);
      case 'LogicalOrExpr':
        return this.holds(expression.left, node) || this.holds(expression.right, node);
      case 'ComparisonExpr':
        return this.compare(expression, node);
      case 'TestExpr':
        return expression.expression.type === 'FilterQuery'
          ? this.query(expression.expression.value, node).length > 0
          : this.call(expression.expression, node) === true;
    }
  }

  private compare({ left, right, op }: ComparisonExpr, node: JsonNode): boolean {
    const [a, b] = [this.comparable(left, node), this.comparable(right, node)];
    const { work } = this.scope;
    switch (op) {
      case '==':
        return isEqual(a, b, work);
      case '!=':
        return !isEqual(a, b, work);
      case '<':
        return isLess(a, b, work);
      case '>':
        return isLess(b, a, work);
      case '<=':
        return isLess(a, b, work) || isEqual(a, b, work);
      case '>=':
        return isLess(b, a, work) || isEqual(a, b, work);
    }
  }

  private comparable(side: Comparable, node: JsonNode): unknown {
    if (side.type === 'Literal') return side.value;
    return side.type === 'FunctionExpr' ? this.call(side, node) : onlyValue(this.query(side, node));
  }

  private query(query: Query, node: JsonNode): JsonNode[] {
    const isRelative = query.type === 'RelQuery' || query.type === 'RelSingularQuery';
    return this.scope.nodes(query.segments, isRelative ? node : { value: this.scope.root });
  }

  private call({ name, arguments: given }: FunctionExpr, node: JsonNode): unknown {
    const [first, second] = given;
    switch (name) {
      case 'count':
        return this.argumentNodes(first, node).length;
      case 'value':
        return onlyValue(this.argumentNodes(first, node));
      case 'length':
        return this.lengthOf(this.argument(first, node));
      default:
        return this.matches(name, this.argument(first, node), this.argument(second, node));
    }
  }

  private matches(name: string, text: unknown, pattern: unknown): boolean {
    if (typeof text !== 'string' || typeof pattern !== 'string') return false;
    return matches(text, pattern, name === 'match' ? 'whole' : 'part', this.scope.work);
  }

  private lengthOf(value: unknown): unknown {
    if (typeof value === 'string') {
      this.scope.work.spend(Math.floor(value.length / 10));
      return Array.from(value).length;
    }
    if (Array.isArray(value)) return value.length;
    return isObject(value) ? Object.keys(value).length : NOTHING;
  }

  private argument(argument: FunctionArgument, node: JsonNode): unknown {
    if (argument.type === 'Literal') return argument.value;
    return argument.type === 'FunctionExpr' ? this.call(argument, node) : onlyValue(this.argumentNodes(argument, node));
  }

  private argumentNodes(argument: FunctionArgument, node: JsonNode): JsonNode[] {
    if (argument.type === 'FilterQuery') return this.query(argument.value, node);
    if (argument.type === 'TestExpr' && argument.expression.type === 'FilterQuery')
      return this.query(argument.expression.value, node);
    return [];
  }
}

function onlyValue(nodes: readonly JsonNode[]): unknown {
  return nodes.length === 1 ? nodes[0].value : NOTHING;
}
