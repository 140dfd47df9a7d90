import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { withLock } from './lock.mjs';

/** Installs the packages where the lockfile asks for it. */
export async function prepareInstall() {
  if (isInstalled()) return;
  await withLock(async (alsoHeldBy) => {
    // Another launcher may have done it while we waited.
    if (!isInstalled()) await install(alsoHeldBy);
  });
}

/** Installs, and builds the service when its sources changed since. Quick when there is nothing to do. */
export async function prepare() {
  await prepareInstall();
  if (isBuilt()) return;
  await withLock(async (alsoHeldBy) => {
    if (!isBuilt()) await build(alsoHeldBy);
  });
}
