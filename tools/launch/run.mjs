// Makes the checkout ready and runs one of its built programs: `node tools/launch/run.mjs dist/tools/bench/main.js [arguments]`.
import { runChild } from './child.mjs';
import { LaunchError, inRoot, main } from './places.mjs';
import { prepare } from './prepare.mjs';
import { environment, findNode } from './runtime.mjs';

await main(async () => {
  const [program, ...args] = process.argv.slice(2);
  if (program === undefined) throw new LaunchError('Name the program to run, as a path in the checkout.');
  await prepare();
  return runChild(findNode(), ['--enable-source-maps', inRoot(program), ...args], { env: environment() });
});
