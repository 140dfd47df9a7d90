import * as ts from 'typescript';
import { SourceNames } from './declarations';

/** What a test does, read from its source. */
export interface TestFacts {
  readonly file: string;
  /** The titles of its `describe` blocks and its own, joined by ` › `. */
  readonly title: string;
  /**
   * Calls such as `post /v1/datasets/{}/items`, where `{}` stands for what is filled in; with the number of functions
   * that lie between the test and the call.
   */
  readonly calls: ReadonlyMap<string, number>;
  /** String literals, among them the error codes it expects. */
  readonly literals: ReadonlySet<string>;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
const MAX_FOLLOWED_CALLS = 4;
const MAX_FOLLOWED_CONSTANTS = 3;

/** Reads the facts of every test of one file, following the functions it calls through relative imports. */
export function factsOf(path: string, file: string): TestFacts[] {
  return new SpecReader(SourceNames.of(path), file).read();
}

class SpecReader {
  private readonly facts: TestFacts[] = [];

  constructor(
    private readonly names: SourceNames,
    private readonly file: string,
  ) {}

  read(): TestFacts[] {
    this.visit(this.names.source, []);
    return this.facts;
  }

  private visit(node: ts.Node, titles: string[]): void {
    const block = ts.isCallExpression(node) ? this.block(node) : undefined;
    if (block === undefined) return node.forEachChild((child) => this.visit(child, titles));
    const path = [...titles, block.title];
    if (block.kind === 'describe') return block.body.forEachChild((child) => this.visit(child, path));
    const gathering = new Gathering();
    gathering.add(block.whole, this.names, 0);
    const named = ts.isIdentifier(block.body) ? this.names.function(block.body.text) : undefined;
    if (named !== undefined) gathering.add(named.node, named.scope, 0);
    const { calls, literals } = gathering;
    this.facts.push({ file: this.file, title: path.join(' › '), calls, literals });
    return undefined;
  }

  /** `it('…', fn)`, `describe('…', fn)`, and their `.each(rows)('…', fn)`; `fn` may be a name. */
  private block(call: ts.CallExpression): { kind: string; title: string; body: ts.Node; whole: ts.Node } | undefined {
    const kind = /^(it|test|describe)\b/.exec(call.expression.getText(this.names.source))?.[1];
    const [title, body] = call.arguments;
    if (kind === undefined || title === undefined || body === undefined) return undefined;
    const text = textOf(title, this.names);
    const isFunction = ts.isArrowFunction(body) || ts.isFunctionExpression(body) || ts.isIdentifier(body);
    return text === undefined || !isFunction ? undefined : { kind, title: text, body, whole: call };
  }
}

/** The calls and literals of one test and of what it calls. */
class Gathering {
  readonly calls = new Map<string, number>();
  readonly literals = new Set<string>();

  add(node: ts.Node, scope: SourceNames, depth: number): void {
    if (ts.isStringLiteralLike(node)) this.literals.add(node.text);
    if (ts.isCallExpression(node)) {
      const call = requestOf(node, scope);
      if (call !== undefined) this.calls.set(call, Math.min(depth, this.calls.get(call) ?? depth));
      const callee = call === undefined && depth < MAX_FOLLOWED_CALLS ? scope.called(node) : undefined;
      if (callee !== undefined) this.add(callee.node, callee.scope, depth + 1);
    }
    node.forEachChild((child) => this.add(child, scope, depth));
  }
}

/** The method and path that a call of a client names, as in `client.post('/v1/datasets', …)`. */
function requestOf(call: ts.CallExpression, scope: SourceNames): string | undefined {
  if (!ts.isPropertyAccessExpression(call.expression)) return undefined;
  const name = call.expression.name.text;
  const [first, second] = call.arguments;
  const namesMethod = METHODS.has(name);
  const method = namesMethod ? name : name === 'raw' || name === 'begin' ? first && textOf(first, scope) : undefined;
  const path = namesMethod ? first : second;
  const text = path && textOf(path, scope);
  return method !== undefined && text?.startsWith('/') ? `${method} ${text.split('?')[0]}` : undefined;
}

/** The text of a literal, template or constant; `{}` where a value is filled in. */
function textOf(node: ts.Expression, scope: SourceNames, depth = 0): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map((span) => filledIn(span.expression, scope, depth) + span.literal.text);
    return node.head.text + spans.join('');
  }
  const constant = ts.isIdentifier(node) && depth < MAX_FOLLOWED_CONSTANTS ? scope.constant(node.text) : undefined;
  return constant && textOf(constant, scope, depth + 1);
}

/** A constant that begins a path stands for its text; anything else is a value. */
function filledIn(node: ts.Expression, scope: SourceNames, depth: number): string {
  const text = ts.isIdentifier(node) ? textOf(node, scope, depth) : undefined;
  return text?.startsWith('/') ? (text.split('?')[0] ?? '') : '{}';
}
