import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as ts from 'typescript';

/** A function and the file whose names it uses. */
export interface Declared {
  readonly node: ts.Node;
  readonly scope: SourceNames;
}

const files = new Map<string, SourceNames>();

/**
 * The constants, functions and methods that a source file can name: its own, and those of the files that it imports by
 * a relative path. Files are read once.
 */
export class SourceNames {
  readonly source: ts.SourceFile;
  private readonly constants = new Map<string, ts.Expression>();
  private readonly functions = new Map<string, ts.Node>();
  private readonly methods = new Map<string, ts.Node>();
  /** Local name to the file and the name there. */
  private readonly imports = new Map<string, { path: string; name: string }>();

  private constructor(private readonly path: string) {
    this.source = ts.createSourceFile(basename(path), readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    this.declare(this.source);
  }

  /** The names of a file; `path` as Node takes it. */
  static of(path: string): SourceNames {
    let names = files.get(path);
    if (names === undefined) files.set(path, (names = new SourceNames(path)));
    return names;
  }

  /** What a constant of the file is set to. */
  constant(name: string): ts.Expression | undefined {
    return this.constants.get(name);
  }

  /** What a call runs, as far as the sources tell: a function by name, or a method of a class by the name alone. */
  called(call: ts.CallExpression): Declared | undefined {
    const { expression } = call;
    if (ts.isIdentifier(expression)) return this.function(expression.text);
    return ts.isPropertyAccessExpression(expression) ? this.method(expression.name.text) : undefined;
  }

  /** A function by its name here. */
  function(name: string): Declared | undefined {
    const own = this.functions.get(name);
    if (own !== undefined) return { node: own, scope: this };
    const imported = this.imports.get(name);
    return imported === undefined ? undefined : SourceNames.of(imported.path).function(imported.name);
  }

  private method(name: string): Declared | undefined {
    const scopes = [this, ...[...this.imports.values()].map(({ path }) => SourceNames.of(path))];
    const scope = scopes.find((candidate) => candidate.methods.has(name));
    return scope && { node: scope.methods.get(name) as ts.Node, scope };
  }

  private declare(node: ts.Node): void {
    if (ts.isFunctionDeclaration(node) && node.name !== undefined) this.functions.set(node.name.text, node);
    if (ts.isMethodDeclaration(node) && ts.isClassDeclaration(node.parent)) {
      this.methods.set(node.name.getText(this.source), node);
    }
    if (ts.isVariableDeclaration(node)) this.declareVariable(node);
    if (ts.isImportDeclaration(node)) this.declareImport(node);
    node.forEachChild((child) => this.declare(child));
  }

  private declareVariable({ name, initializer }: ts.VariableDeclaration): void {
    if (!ts.isIdentifier(name) || initializer === undefined) return;
    if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) {
      this.functions.set(name.text, initializer);
    } else if (!this.constants.has(name.text)) this.constants.set(name.text, initializer);
  }

  private declareImport(node: ts.ImportDeclaration): void {
    const from = (node.moduleSpecifier as ts.StringLiteral).text;
    const bindings = node.importClause?.namedBindings;
    if (!from.startsWith('.') || bindings === undefined || !ts.isNamedImports(bindings)) return;
    const base = join(dirname(this.path), from);
    const path = [`${base}.ts`, join(base, 'index.ts')].find((candidate) => existsSync(candidate));
    if (path === undefined) return;
    for (const { name, propertyName } of bindings.elements) {
      this.imports.set(name.text, { path, name: (propertyName ?? name).text });
    }
  }
}
