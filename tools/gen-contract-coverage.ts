import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CATALOGUE } from '@assay/shared/errors';
import { RULES } from './contract-coverage/rules';
import { factsOf, type TestFacts } from './contract-coverage/spec-facts';
import { writeGenerated } from './generated-files';

const FOLDERS = ['apps', 'libs', 'tools'];
const SHOWN_TESTS = 3;

function specs(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? specs(path) : path.endsWith('.spec.ts') ? [path] : []));
}

interface Endpoint {
  readonly method: string;
  readonly path: string;
  readonly pattern: RegExp;
}

function endpoints(): Endpoint[] {
  const { paths } = JSON.parse(readFileSync('openapi.json', 'utf8')) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => ({
      method,
      path,
      pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
    })),
  );
}

/** The endpoint a call reaches: a path without parameters wins over one with. */
function reached(all: Endpoint[], call: string): Endpoint | undefined {
  const [method, path] = call.split(' ') as [string, string];
  const fitting = all.filter((endpoint) => endpoint.method === method && endpoint.pattern.test(path));
  return fitting.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

/** Whether the titles of a test name the endpoint, as in `POST /v1/datasets 201`. */
function isAbout(test: TestFacts, { method, path }: Endpoint): boolean {
  const name = `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`;
  return `${test.title} `.includes(`${name} `);
}

/** How many functions lie between a test and its nearest such call; infinite without one. */
function distance(test: TestFacts, isSuch: (call: string) => boolean): number {
  return Math.min(...[...test.calls].filter(([call]) => isSuch(call)).map(([, depth]) => depth));
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const named = (test: TestFacts): string => `${test.file} › ${test.title}`;
const listed = (tests: TestFacts[]): string => {
  const shown = tests.slice(0, SHOWN_TESTS).map((test) => `\`${test.file}\` ${cell(test.title)}`);
  return [...shown, ...(tests.length > SHOWN_TESTS ? [`and ${tests.length - SHOWN_TESTS} more`] : [])].join('<br>');
};

function problemsOf(rows: { name: string; tests: readonly unknown[] }[]): string[] {
  return rows.filter((row) => row.tests.length === 0).map((row) => `no test: ${row.name}`);
}

function main(): void {
  const tests = FOLDERS.flatMap(specs)
    .sort()
    .flatMap((path) => factsOf(path, path.split('/').at(-1) ?? path));
  const all = endpoints();
  const byEndpoint = all.map((endpoint) => ({
    name: `${endpoint.method.toUpperCase()} ${endpoint.path}`,
    tests: tests
      .map((test) => ({ test, distance: distance(test, (call) => reached(all, call) === endpoint) }))
      .filter((found) => found.distance < Infinity)
      .map((found) => (isAbout(found.test, endpoint) ? { ...found, distance: -1 } : found))
      .sort((a, b) => a.distance - b.distance)
      .map((found) => found.test),
  }));
  const byCode = Object.keys(ERROR_CATALOGUE).map((code) => ({
    name: code,
    tests: tests.filter((test) => test.literals.has(code)),
  }));
  const byRule = RULES.map((rule) => ({
    ...rule,
    name: `rule ${rule.section}: ${rule.rule}`,
    missing: rule.tests.filter(
      (name) =>
        !tests.some(
          (test) => test.file === name.split(' › ')[0] && named(test).endsWith(name.slice(name.indexOf(' › '))),
        ),
    ),
  }));
  const problems = [
    ...problemsOf(byEndpoint),
    ...problemsOf(byCode),
    ...problemsOf(byRule),
    ...byRule.flatMap((rule) => rule.missing.map((name) => `no such test: ${name}`)),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  writeGenerated([{ path: 'docs/contract-coverage.md', text: page(byEndpoint, byCode) }]);
}

function page(
  byEndpoint: { name: string; tests: TestFacts[] }[],
  byCode: { name: string; tests: TestFacts[] }[],
): string {
  const table = (rows: { name: string; tests: TestFacts[] }[], head: string): string =>
    `| ${head} | tests |\n|---|---|\n${rows.map((row) => `| \`${row.name}\` | ${listed(row.tests)} |`).join('\n')}`;
  return `<!-- Made by \`npm run gen\` from the tests and tools/contract-coverage/rules.ts; do not edit. -->

# What the tests cover

Read from the sources of the tests: a test covers an endpoint that it calls and an error code that it names. The
generator fails when an endpoint, a code or a rule has no test.

## Endpoints

${table(byEndpoint, 'endpoint')}

## Error codes

${table(byCode, 'code')}

${rulesBySection()}
`;
}

const SURFACES: Readonly<Record<string, string>> = {
  'dialect A': 'Dialect A: use cases, `/api/v1`',
  'dialect B': 'Dialect B: datasets and runs, `/api`',
  'dialect C': 'Dialect C: namespaces, `/namespaces`',
  OTLP: 'OTLP: the tables of the receiver, of clients and of conventions',
};

/** A table for each section of the contract and for each dialect. */
function rulesBySection(): string {
  const sections = [...new Set(RULES.map(({ section }) => section))];
  const tables = sections.map((section) => {
    const rows = RULES.filter((rule) => rule.section === section).map(ruleRow);
    const title = SURFACES[section] ?? `Section ${section} of the contract`;
    return `### ${title}\n\n| rule | tests |\n|---|---|\n${rows.join('\n')}`;
  });
  return `## Rules\n\n${tables.join('\n\n')}`;
}

function ruleRow({ rule, tests }: (typeof RULES)[number]): string {
  const shown = tests.map((name) => {
    const [file, ...titles] = name.split(' › ');
    return `\`${file}\` ${cell(titles.join(' › '))}`;
  });
  return `| ${cell(rule)} | ${shown.join('<br>')} |`;
}

main();
