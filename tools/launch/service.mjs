import { runChild } from './child.mjs';
import { inRoot } from './places.mjs';
import { prepare } from './prepare.mjs';
import { environment, findNode } from './runtime.mjs';

/** Each thread's own heap of glibc keeps what large bodies and answers once took; two heaps give more of it back. */
const MALLOC = { MALLOC_ARENA_MAX: '2' };

/**
 * The space for new objects stays at 16 MiB, where Node takes 64 on machines with much memory: 47 MiB less resident after
 * 120 batches of 1,000 spans, which took as long.
 */
const HEAP = '--max-semi-space-size=16';

/** Makes the checkout ready and runs a program of the service until it ends. Gives its exit code. */
export async function runService(entry) {
  await prepare();
  const args = ['--require', inRoot('tools', 'launch', 'follow-launcher.cjs'), HEAP, entry];
  return runChild(findNode(), [...args, ...process.argv.slice(2)], { env: environment(MALLOC), ownSession: true });
}
