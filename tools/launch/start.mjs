// npm start: makes the checkout ready and runs the service until it ends. Its exit code is the service's.
import { ENTRY } from './build.mjs';
import { main } from './places.mjs';
import { runService } from './service.mjs';

await main(() => runService(ENTRY));
