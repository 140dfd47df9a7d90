// Lets a child process of a test run the sources as they are: `node --require libs/testing/run-source.cjs main.ts`.
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { register } = require('tsconfig-paths');

const root = join(__dirname, '..', '..');
const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
const { experimentalDecorators, emitDecoratorMetadata, esModuleInterop } = compilerOptions;
/** What was compiled before, by the hash of the source: a second process starts quickly. */
const cache = join(tmpdir(), `assay-sources-${process.getuid?.() ?? 0}`);
mkdirSync(cache, { recursive: true, mode: 0o700 });

register({ baseUrl: root, paths: compilerOptions.paths });

function compiled(fileName) {
  const source = readFileSync(fileName, 'utf8');
  const path = join(cache, createHash('sha256').update(source).digest('hex'));
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const { ModuleKind, ScriptTarget, transpileModule } = require('typescript');
    const options = { experimentalDecorators, emitDecoratorMetadata, esModuleInterop };
    const target = { module: ModuleKind.CommonJS, target: ScriptTarget.ES2024 };
    const { outputText } = transpileModule(source, { compilerOptions: { ...options, ...target }, fileName });
    // Two processes may compile the same file: each moves a whole one into place.
    writeFileSync(`${path}.${process.pid}`, outputText);
    renameSync(`${path}.${process.pid}`, path);
    return outputText;
  }
}

require.extensions['.ts'] = (module, fileName) => module._compile(compiled(fileName), fileName);
