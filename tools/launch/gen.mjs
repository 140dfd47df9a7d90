// npm run gen: writes every generated file anew.
import { build } from './build.mjs';
import { main } from './places.mjs';
import { prepare } from './prepare.mjs';
import { generatorSteps, runSteps } from './steps.mjs';

await main(async () => {
  await prepare();
  const status = await runSteps(generatorSteps(false));
  // Error classes are generated and compiled: what was written belongs into the build.
  await build();
  return status;
});
