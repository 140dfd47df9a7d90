import '../api/lifecycle/source-maps';
import type { Config } from '@assay/shared/config';
import { note, type Program, runProgram } from '../api/lifecycle/process';
import { startWorker } from './start-worker';

async function start(config: Config): Promise<Program> {
  const worker = await startWorker(config, note);
  note('The worker is ready: it takes jobs from the queue.');
  return {
    stop() {
      note('Stopping: jobs end what they are at, and give the rest back.');
      return worker.stop();
    },
    lost: new Promise(() => undefined),
  };
}

void runProgram(start);
