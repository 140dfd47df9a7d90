import { readFileSync } from 'node:fs';
import * as ts from 'typescript';

/** What a test does, read from its source. */
export interface TestFacts {
  readonly file: string;
  /** The titles of its `describe` blocks and its own, joined by ` › `. */
  readonly title: string;
  /** Calls such as `post /v1/datasets/{}/items`; `{}` stands for what is filled in. */
  readonly calls: ReadonlySet<string>;
  /** String literals, among them the error codes it expects. */
  readonly literals: ReadonlySet<string>;
}

const METHODS = new Set(['get', 'post', 'patch', 'delete']);
const MAX_FOLLOWED_CALLS = 4;

/** Reads the facts of every test of one file. */
export function factsOf(path: string, file: string): TestFacts[] {
  const source = ts.createSourceFile(file, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  return new SpecReader(source, file).read();
}

class SpecReader {
  private readonly constants = new Map<string, ts.Expression>();
  private readonly functions = new Map<string, ts.Node>();
  private readonly facts: TestFacts[] = [];

  constructor(
    private readonly source: ts.SourceFile,
    private readonly file: string,
  ) {}

  read(): TestFacts[] {
    this.declare(this.source);
    this.visit(this.source, []);
    return this.facts;
  }

  /** Remembers constants and functions of the file by name: tests call through them. */
  private declare(node: ts.Node): void {
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) this.functions.set(node.name.text, node);
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      const { initializer } = node;
      if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
        this.functions.set(node.name.text, initializer);
      else if (!this.constants.has(node.name.text)) this.constants.set(node.name.text, initializer);
    }
    node.forEachChild((child) => this.declare(child));
  }

  private visit(node: ts.Node, titles: string[]): void {
    const block = ts.isCallExpression(node) ? this.block(node) : undefined;
    if (block === undefined) return node.forEachChild((child) => this.visit(child, titles));
    const path = [...titles, block.title];
    if (block.kind === 'describe') return block.body.forEachChild((child) => this.visit(child, path));
    const calls = new Set<string>();
    const literals = new Set<string>();
    this.gather(block.whole, calls, literals, 0);
    this.facts.push({ file: this.file, title: path.join(' › '), calls, literals });
    return undefined;
  }

  /** `it('…', fn)`, `describe('…', fn)`, and their `.each(rows)('…', fn)`. */
  private block(call: ts.CallExpression): { kind: string; title: string; body: ts.Node; whole: ts.Node } | undefined {
    const kind = /^(it|test|describe)\b/.exec(call.expression.getText(this.source))?.[1];
    const [title, body] = call.arguments;
    if (kind === undefined || title === undefined || body === undefined) return undefined;
    const text = this.textOf(title);
    const isFunction = ts.isArrowFunction(body) || ts.isFunctionExpression(body);
    return text === undefined || !isFunction ? undefined : { kind, title: text, body, whole: call };
  }

  private gather(node: ts.Node, calls: Set<string>, literals: Set<string>, depth: number): void {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isCallExpression(node)) {
      this.noteCall(node, calls);
      const callee = ts.isIdentifier(node.expression) ? this.functions.get(node.expression.text) : undefined;
      if (callee !== undefined && depth < MAX_FOLLOWED_CALLS) this.gather(callee, calls, literals, depth + 1);
    }
    node.forEachChild((child) => this.gather(child, calls, literals, depth));
  }

  private noteCall(call: ts.CallExpression, calls: Set<string>): void {
    if (!ts.isPropertyAccessExpression(call.expression)) return;
    const name = call.expression.name.text;
    const [first, second] = call.arguments;
    const method = METHODS.has(name)
      ? name
      : name === 'raw' || name === 'begin'
        ? first && this.textOf(first)
        : undefined;
    const path = METHODS.has(name) ? first : second;
    const text = path === undefined ? undefined : this.textOf(path);
    if (method !== undefined && text !== undefined && text.startsWith('/'))
      calls.add(`${method} ${text.split('?')[0]}`);
  }

  /** The text of a literal, template or constant; `{}` where a value is filled in. */
  private textOf(node: ts.Expression, depth = 0): string | undefined {
    if (ts.isStringLiteralLike(node)) return node.text;
    if (ts.isTemplateExpression(node)) {
      return (
        node.head.text +
        node.templateSpans.map((span) => this.filledIn(span.expression, depth) + span.literal.text).join('')
      );
    }
    const constant = ts.isIdentifier(node) && depth < 3 ? this.constants.get(node.text) : undefined;
    return constant === undefined ? undefined : this.textOf(constant, depth + 1);
  }

  /** A constant that begins a path stands for its text; anything else is a value. */
  private filledIn(node: ts.Expression, depth: number): string {
    const text = ts.isIdentifier(node) ? this.textOf(node, depth) : undefined;
    return text !== undefined && text.startsWith('/') ? (text.split('?')[0] ?? '') : '{}';
  }
}
