import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ADMIN_KEY } from '../test-config';

const ROOT = join(__dirname, '..', '..', '..', '..');

/** A worker as `npm run start:worker` runs it, from the sources, in a process of its own. */
export class WorkerProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts one on a database, and waits until it takes jobs. It shares the secret key of `testConfig`. */
  static async start(databaseUrl: string): Promise<WorkerProcess> {
    const args = [
      '--require',
      join(ROOT, 'libs', 'testing', 'run-source.cjs'),
      join(ROOT, 'apps', 'worker', 'main.ts'),
    ];
    const env = {
      DATABASE_URL: databaseUrl,
      ASSAY_API_KEY: ADMIN_KEY,
      ASSAY_SECRET_KEY: 'test-secret-key-0123456789-abcdefgh',
      OUTBOUND_PRIVATE: 'true',
      LOG_LEVEL: 'warn',
      SEARCH_INDEXER: 'false',
    };
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (chunk) => {
        said += String(chunk);
        if (said.includes('worker is ready')) resolve();
      });
      child.once('exit', () => reject(new Error(`the worker did not start: ${said}`)));
    });
    return new WorkerProcess(child);
  }

  /** Ends it, and gives its exit code; null when a signal ended it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    return (await ended)[0] as number | null;
  }
}
