import { runChild } from './child.mjs';
import { inRoot } from './places.mjs';
import { prepare } from './prepare.mjs';
import { environment, findNode } from './runtime.mjs';

/** Each thread's own heap of glibc keeps what large bodies and answers once took; two heaps give more of it back. */
const MALLOC = { MALLOC_ARENA_MAX: '2' };

/** Makes the checkout ready and runs a program of the service until it ends. Gives its exit code. */
export async function runService(entry) {
  await prepare();
  const args = ['--require', inRoot('tools', 'launch', 'follow-launcher.cjs'), '--enable-source-maps', entry];
  return runChild(findNode(), [...args, ...process.argv.slice(2)], { env: environment(MALLOC), ownSession: true });
}
