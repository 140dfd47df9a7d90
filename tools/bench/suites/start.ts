import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../free-port';
import { median } from '../measure';
import { atMost, type Figure } from '../report';

const ROUNDS = 5;
const POLL_MS = 10;
const TIMEOUT_MS = 60_000;

/** Milliseconds from the command until the service answers 200, then its clean end. */
async function startOnceMs(dataDir: string): Promise<number> {
  const port = await freePort();
  const begin = performance.now();
  const launcher = spawn('npm', ['start', '--silent'], {
    env: { ...process.env, PORT: String(port), ASSAY_DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  try {
    while (performance.now() - begin < TIMEOUT_MS) {
      const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (ready) return performance.now() - begin;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error('npm start did not answer');
  } finally {
    launcher.kill('SIGTERM');
    if (launcher.exitCode === null) await once(launcher, 'exit');
  }
}

/** `npm start` on a set-up checkout until the first 200. */
export async function start(): Promise<Figure[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'assay-bench-start-'));
  chmodSync(dataDir, 0o755);
  try {
    await startOnceMs(dataDir);
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) times.push(await startOnceMs(dataDir));
    return [
      atMost(
        'npm start on a set-up checkout until the first 200',
        median(times),
        3_000,
        'ms',
        'database recovered and migrations checked',
      ),
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
