// npm run start:worker: makes the checkout ready and runs a worker until it ends. Its exit code is the worker's.
import { inRoot, main } from './places.mjs';
import { runService } from './service.mjs';

await main(() => runService(inRoot('dist', 'apps', 'worker', 'main.js')));
