import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeGenerated, type GeneratedFile } from './generated-files';

/** Folder of the `.proto` files; the code made of them stands beside them as `*_pb.ts`. */
const PROTO_FOLDER = 'libs/traces/otlp/proto';

/** The installed generator, called by `buf` as a local plugin: nothing is fetched. CommonJS wants no import extensions. */
const TEMPLATE = {
  version: 'v2',
  plugins: [
    {
      local: [process.execPath, resolve('node_modules/@bufbuild/protoc-gen-es/bin/protoc-gen-es')],
      out: '.',
      opt: ['target=ts', 'import_extension=none'],
    },
  ],
};

/** The native program of this machine: its wrapper package asks for platforms that are not published, which breaks `npm ci`. */
const BUF = resolve(`node_modules/@bufbuild/buf-linux-${process.arch === 'arm64' ? 'aarch64' : process.arch}/bin/buf`);

/** Runs `buf` into a folder of its own and gives what it made. */
function generate(): GeneratedFile[] {
  const folder = mkdtempSync(join(tmpdir(), 'assay-proto-'));
  try {
    const template = join(folder, 'buf.gen.json');
    writeFileSync(template, JSON.stringify(TEMPLATE));
    const buf = ['generate', PROTO_FOLDER, '--template', template, '--output', folder];
    execFileSync(BUF, buf, { stdio: ['ignore', 'inherit', 'inherit'] });
    return readdirSync(folder)
      .filter((name) => name.endsWith('_pb.ts'))
      .map((name) => ({ path: `${PROTO_FOLDER}/${name}`, text: readFileSync(join(folder, name), 'utf8') }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

writeGenerated(generate());
