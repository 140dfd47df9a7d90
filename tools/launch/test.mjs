// npm test: makes the checkout ready and runs jest with the given arguments. Its exit code is jest's.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChild } from './child.mjs';
import { inRoot, main } from './places.mjs';
import { prepareInstall } from './prepare.mjs';
import { environment, findNode } from './runtime.mjs';

await main(async () => {
  await prepareInstall();
  const folder = mkdtempSync(join(tmpdir(), 'assay-tally-'));
  try {
    const tallyFile = join(folder, 'tally.json');
    const status = await runChild(findNode(), jestArguments(), { env: jestEnvironment(tallyFile) });
    printTally(tallyFile, status);
    return status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function jestArguments() {
  const jest = inRoot('node_modules', 'jest', 'bin', 'jest.js');
  const reporters = ['default', inRoot('tools', 'launch', 'tally-reporter.mjs')].map((name) => `--reporters=${name}`);
  // The reporters come before another option, which ends their list: a path given by the caller is not one more of them.
  return [jest, ...reporters, '--config', inRoot('jest.config.ts'), ...process.argv.slice(2)];
}

/** Nest and others are ES modules, which jest loads only so. */
function jestEnvironment(tallyFile) {
  const options = [process.env.NODE_OPTIONS, '--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return environment({ NODE_OPTIONS: options.filter(Boolean).join(' '), ASSAY_TALLY_FILE: tallyFile });
}

/** The last line of output. A run that ended before it was counted is one failure; a mere listing has no tally. */
function printTally(tallyFile, status) {
  let tally;
  try {
    tally = JSON.parse(readFileSync(tallyFile, 'utf8'));
  } catch {
    if (status === 0) return;
    tally = { passed: 0, failed: 1 };
  }
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
}
