// npm start: makes the checkout ready and runs the service until it ends. Its exit code is the service's.
import { ENTRY } from './build.mjs';
import { runChild } from './child.mjs';
import { inRoot, main } from './places.mjs';
import { prepare } from './prepare.mjs';
import { environment, findNode } from './runtime.mjs';

/** Each thread's own heap of glibc keeps what large bodies and answers once took; two heaps give more of it back. */
const MALLOC = { MALLOC_ARENA_MAX: '2' };

await main(async () => {
  await prepare();
  const args = ['--require', inRoot('tools', 'launch', 'follow-launcher.cjs'), '--enable-source-maps', ENTRY];
  return runChild(findNode(), [...args, ...process.argv.slice(2)], { env: environment(MALLOC), ownSession: true });
});
