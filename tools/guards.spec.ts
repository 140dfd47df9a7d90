import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');

interface Ended {
  readonly status: number;
  readonly output: string;
}

function run(args: string[], cwd: string, input?: string): Promise<Ended> {
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      args,
      { cwd, maxBuffer: 16 * 2 ** 20, env: { ...process.env, NODE_OPTIONS: '' } },
      (error, stdout, stderr) => {
        done({ status: error === null ? 0 : 1, output: stdout + stderr });
      },
    );
    child.stdin?.end(input ?? '');
  });
}

/** ESLint on a text as if it stood in a file: the rules it breaks. */
async function lint(file: string, text: string): Promise<string[]> {
  const { output } = await run(
    [join(ROOT, 'node_modules/eslint/bin/eslint.js'), '--stdin', '--stdin-filename', file, '--format', 'json'],
    ROOT,
    text,
  );
  const [result] = JSON.parse(output) as { messages: { ruleId: string; message: string }[] }[];
  return (result?.messages ?? []).map((message) => message.ruleId);
}

/** dependency-cruiser on a tree of files, with the project's rules: what it prints. */
async function cruise(files: Record<string, string>): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-guards-'));
  try {
    for (const name of ['tsconfig.json', '.dependency-cruiser.cjs', 'package.json'])
      cpSync(join(ROOT, name), join(folder, name));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await run(
      [
        join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        'libs',
      ],
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('lint refuses', () => {
  const handler = (body: string): string =>
    `export class XController {\n  get(a: number): number {\n    ${body}\n  }\n}\n`;

  it('a handler with a branch', async () => {
    expect(await lint('libs/x/x.controller.ts', handler('return a > 1 ? 1 : 2;'))).toContain('no-restricted-syntax');
  });
  it('a handler of more than one call', async () => {
    expect(await lint('libs/x/x.controller.ts', handler('const b = a; return b;'))).toContain('no-restricted-syntax');
  });
  it('and lets a handler of one call pass', async () => {
    expect(await lint('libs/x/x.controller.ts', handler('return a;'))).toEqual([]);
  });
  it('settings read outside libs/shared/config', async () => {
    expect(await lint('libs/x/x.service.ts', `export const port = process.env.PORT;\n`)).toContain(
      'no-restricted-properties',
    );
  });
  it('HTTP exceptions in domain code', async () => {
    const text = `import { NotFoundException } from '@nestjs/common';\nexport const error = new NotFoundException();\n`;
    expect(await lint('libs/x/x.service.ts', text)).toContain('no-restricted-imports');
  });
  it('files over 300 lines and functions over 50', async () => {
    const long = `export function f(): number {\n${'  console.assert(true);\n'.repeat(301)}  return 1;\n}\n`;
    expect(await lint('libs/x/x.service.ts', long)).toEqual(
      expect.arrayContaining(['max-lines', 'max-lines-per-function']),
    );
  });
  it('any', async () => {
    expect(await lint('libs/x/x.service.ts', `export const x: any = 1;\n`)).toContain(
      '@typescript-eslint/no-explicit-any',
    );
  });
  it('SQL that forgets that datasets may be deleted softly', async () => {
    const text = (where: string): string =>
      `export const sql = \`SELECT 1 FROM datasets d WHERE d.id = $1${where}\`;\n`;
    expect(await lint('libs/x/x.repository.ts', text(''))).toContain('assay/live-datasets');
    expect(await lint('libs/x/x.repository.ts', text(' AND d.deleted_at IS NULL'))).toEqual([]);
  });
  it.each(['it.skip', 'test.only', 'describe.skip', 'it.todo'])('%s', async (call) => {
    expect(await lint('libs/x/x.spec.ts', `${call}('x', () => undefined);\n`)).toContain('no-restricted-syntax');
  });
  it('tests that sleep', async () => {
    expect(await lint('libs/x/x.spec.ts', `it('x', () => void setTimeout(() => undefined, 5));\n`)).toContain(
      'no-restricted-syntax',
    );
  });
});

describe('import rules refuse', () => {
  it('a domain that imports one above it', async () => {
    const ended = await cruise({
      'libs/scores/index.ts': 'export const s = 1;\n',
      'libs/traces/index.ts': `export { s } from '@assay/scores';\n`,
    });
    expect(ended).toMatchObject({ status: 1, output: expect.stringContaining('traces-looks-down') });
  });
  it('a way past the door of a domain', async () => {
    const ended = await cruise({
      'libs/traces/inner.ts': 'export const t = 1;\n',
      'libs/scores/index.ts': `export { t } from '@assay/traces/inner';\n`,
    });
    expect(ended).toMatchObject({ status: 1, output: expect.stringContaining('through-the-door') });
  });
  it('circles', async () => {
    const ended = await cruise({
      'libs/shared/a/index.ts': `import { b } from '@assay/shared/b';\nexport const a = (): number => b;\n`,
      'libs/shared/b/index.ts': `import { a } from '@assay/shared/a';\nexport const b = a();\n`,
    });
    expect(ended).toMatchObject({ status: 1, output: expect.stringContaining('no-circles') });
  });
  it('test code in the product', async () => {
    const ended = await cruise({
      'libs/testing/index.ts': 'export const key = 1;\n',
      'libs/traces/index.ts': `export { key } from '@assay/testing';\n`,
    });
    expect(ended).toMatchObject({ status: 1, output: expect.stringContaining('no-test-code-in-the-product') });
  });
  it('and let an import downwards through the door pass', async () => {
    const ended = await cruise({
      'libs/traces/index.ts': 'export const t = 1;\n',
      'libs/scores/index.ts': `export { t } from '@assay/traces';\n`,
    });
    expect(ended.status).toBe(0);
  });
});

describe('generators with --check', () => {
  it('fail when a generated file was edited, and leave it alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-generated-'));
    const script = `process.argv.push('--check');
      const ts = require('typescript');
      const source = require('node:fs').readFileSync(${JSON.stringify(join(ROOT, 'tools/generated-files.ts'))}, 'utf8');
      const module_ = { exports: {} };
      new Function('exports', 'require', ts.transpile(source, { module: ts.ModuleKind.CommonJS }))(module_.exports, require);
      module_.exports.writeGenerated([{ path: 'made.txt', text: 'made' }]);`;
    try {
      writeFileSync(join(folder, 'made.txt'), 'edited');
      const ended = await run(
        [
          '-e',
          script.replace("require('typescript')", `require(${JSON.stringify(join(ROOT, 'node_modules/typescript'))})`),
        ],
        folder,
      );
      expect(ended).toMatchObject({ status: 1, output: expect.stringContaining('made.txt') });
      expect(readFileSync(join(folder, 'made.txt'), 'utf8')).toBe('edited');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
