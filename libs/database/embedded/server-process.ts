import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { ServerCommand } from './server-user';

const MAX_KEPT_LINES = 20;
/** SIGINT is Postgres' fast shutdown: roll back, checkpoint, end. SIGQUIT ends at once and recovers at the next start. */
const SHUTDOWN: [NodeJS.Signals, number][] = [
  ['SIGINT', 20_000],
  ['SIGQUIT', 5_000],
  ['SIGKILL', 5_000],
];

/** The running server, as a child of this process. */
export class ServerProcess {
  /** Settles when the server has ended, however it did. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  private ended = false;
  private stopping?: Promise<void>;

  constructor(server: ServerCommand, log: (line: string) => void) {
    // A session of its own: Ctrl-C in the terminal reaches the service, which then stops the server as its last act.
    this.child = spawn(server.command, server.args, {
      ...server.options,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (line: string): void => {
      this.lines.push(line);
      if (this.lines.length > MAX_KEPT_LINES) this.lines.shift();
      log(line);
    };
    createInterface(this.child.stdout!).on('line', keep);
    createInterface(this.child.stderr!).on('line', keep);
    const interrupt = (): void => void this.child.kill('SIGINT');
    process.once('exit', interrupt);
    this.exited = new Promise((resolve) => {
      const end = (): void => {
        this.ended = true;
        process.off('exit', interrupt);
        resolve();
      };
      this.child.once('error', (error) => (keep(error.message), end()));
      this.child.once('exit', end);
    });
  }

  /** Process number of the server; 0 when it could not even be started. */
  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** True after its process is gone, whoever stopped it, and when it could not be started at all. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** The last lines it printed, oldest first. */
  get lastLines(): string {
    return this.lines.join('\n');
  }

  /** Lets this process end while the server still runs (it is interrupted then), as a failed boot should. */
  unref(): void {
    this.child.unref();
    for (const stream of [this.child.stdout, this.child.stderr]) (stream as unknown as { unref(): void }).unref();
  }

  /** Shuts it down, gently first. Settles when it has ended; further calls wait for the first. */
  stop(): Promise<void> {
    this.stopping ??= this.shutDown();
    return this.stopping;
  }

  private async shutDown(): Promise<void> {
    for (const [signal, patienceMs] of SHUTDOWN) {
      if (this.ended) return;
      this.child.kill(signal);
      let timer: NodeJS.Timeout | undefined;
      const impatience = new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)));
      await Promise.race([this.exited, impatience]);
      clearTimeout(timer);
    }
  }
}
