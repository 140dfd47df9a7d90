import { type Config, loadConfig } from '@assay/shared/config';
import { describeError } from '@assay/shared/http';
import { handleSignals, type StopHandler } from './signals';
import { explainStartError } from './start-error';

/** Notes for the operator go to stderr: stdout has the start message and the log. */
export function note(text: string): void {
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

/** A started program: how it is stopped, and what tells that it is of no use any more. */
export interface Program {
  stop(): Promise<void>;
  /** Settles with the reason when the program cannot go on. */
  readonly lost: Promise<string>;
}

/**
 * A process around a program: signals stop it in order, errors at start are explained, and its loss ends the process
 * with 1.
 */
export async function runProgram(start: (config: Config) => Promise<Program>): Promise<void> {
  const handler: StopHandler = {};
  handleSignals(handler, exit);
  process.on('uncaughtException', crash);
  let config: Config | undefined;
  try {
    config = loadConfig();
    const program = await start(config);
    handler.stop = () => program.stop();
    note(`${await program.lost} Exiting.`);
    exit(1);
  } catch (error) {
    note(explainStartError(error, config));
    exit(1);
  }
}
