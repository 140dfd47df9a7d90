import { type Config, loadConfig } from '@assay/shared/config';
import { describeError } from '@assay/shared/http';
import { banner } from './lifecycle/banner';
import { startService } from './lifecycle/service';
import { handleSignals, type StopHandler } from './lifecycle/signals';
import { explainStartError } from './lifecycle/start-error';

/** Notes for the operator go to stderr: stdout has the start message and the log. */
function note(text: string): void {
  process.stderr.write(`assay: ${text}\n`);
}

/** An error that nothing caught: the state of the process is unknown. Its text may quote what callers sent. */
function crash(error: unknown): void {
  note(`unexpected error, exiting: ${JSON.stringify(describeError(error))}`);
  exit(1);
}

function exit(code: number): void {
  process.exit(code);
}

async function main(): Promise<void> {
  const handler: StopHandler = {};
  handleSignals(handler, exit);
  process.on('uncaughtException', crash);
  let config: Config | undefined;
  try {
    config = loadConfig();
    const service = await startService(config, note);
    handler.stop = () => {
      note('Stopping: requests in flight finish first.');
      return service.stop();
    };
    process.stdout.write(`${banner({ config, ...service })}\n`);
    await service.lost;
    note('The embedded Postgres could not be started again; see above. Exiting.');
    exit(1);
  } catch (error) {
    note(explainStartError(error, config));
    exit(1);
  }
}

void main();
