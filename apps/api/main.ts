import './lifecycle/source-maps';
import type { Config } from '@assay/shared/config';
import { banner } from './lifecycle/banner';
import { note, type Program, runProgram } from './lifecycle/process';
import { startService } from './lifecycle/service';

async function start(config: Config): Promise<Program> {
  const service = await startService(config, note);
  process.stdout.write(`${banner({ config, ...service })}\n`);
  return {
    stop() {
      note('Stopping: requests in flight finish first.');
      return service.stop();
    },
    lost: service.lost.then(() => 'The embedded Postgres could not be started again; see above.'),
  };
}

void runProgram(start);
