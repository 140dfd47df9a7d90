import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** Settings of the process that is killed and started again. */
export interface ApiSettings {
  readonly port: number;
  readonly key: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
}

/** The built service as a process of its own. */
export class ApiProcess {
  private child: ChildProcess | undefined;

  constructor(private readonly settings: ApiSettings) {}

  get url(): string {
    return `http://127.0.0.1:${this.settings.port}`;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    const { port, key, databaseUrl, dataDir } = this.settings;
    const env = {
      ...process.env,
      DATABASE_URL: databaseUrl,
      ASSAY_API_KEY: key,
      ASSAY_DATA_DIR: dataDir,
      PORT: String(port),
      LOG_LEVEL: 'fatal',
      NODE_ENV: 'development',
    };
    const program = join(__dirname, '..', '..', 'apps', 'api', 'main.js');
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    this.child = child;
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.isReady())) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error('the api did not become ready');
      await delay(POLL_MS);
    }
  }

  /** Ends it without a chance to finish anything. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  private isReady(): Promise<boolean> {
    return fetch(`${this.url}/health/ready`).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}
