// npm run check: types, lint, import rules, formatting, and that every generated file is what its source gives.
import { main } from './places.mjs';
import { prepare } from './prepare.mjs';
import { checkSteps, runSteps } from './steps.mjs';

await main(async () => {
  await prepare();
  return runSteps(checkSteps());
});
