import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of the service: the api, which works on jobs too, or a worker. */
export type ServiceKind = 'api' | 'worker';

/** What says that a process is ready, by kind: the start message of the api, the note of a worker. */
const READY: Record<ServiceKind, RegExp> = { api: /http:\/\/127\.0\.0\.1:\d+/, worker: /The worker is ready/ };
const START_TIMEOUT_MS = 60_000;

/** A built process of the service that can be killed and started again. */
export class ServiceProcess {
  kills = 0;
  private child: ChildProcess | undefined;

  constructor(
    readonly name: string,
    private readonly kind: ServiceKind,
    private readonly env: Record<string, string>,
  ) {}

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    const program = join(__dirname, '..', '..', 'apps', this.kind, 'main.js');
    const child = spawn(process.execPath, [program], { env: { ...process.env, ...this.env }, stdio: 'pipe' });
    this.child = child;
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new Error(`${this.name} did not become ready: ${said.slice(-2_000)}`));
      const timer = setTimeout(fail, START_TIMEOUT_MS);
      const onText = (text: Buffer): void => {
        said += text.toString();
        if (!READY[this.kind].test(said)) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout?.on('data', onText);
      child.stderr?.on('data', onText);
      child.once('exit', fail);
    });
    child.stdout?.removeAllListeners('data').resume();
    child.stderr
      ?.removeAllListeners('data')
      .on('data', (text: Buffer) => process.stderr.write(`${this.name}: ${text}`));
  }

  /** Ends it without a chance to finish anything. */
  async kill(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    this.kills += 1;
  }
}
