import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger } from '@nestjs/common';
import { migrate } from '@assay/database';
import { Jobs } from '@assay/jobs';
import type { Config } from '@assay/shared/config';
import { describeError } from '@assay/shared/http';
import { createApp } from '../api/create-app';
import { HealthService } from '../api/health/health.service';
import { checkDatabase } from '../api/lifecycle/check-database';
import { connectionOf } from '../api/lifecycle/service';
import { StartError } from '../api/lifecycle/start-error';

/** A process that takes jobs and answers no requests. */
export interface WorkerProcess {
  stop(): Promise<void>;
}

/** How often the log says whether the process is well: nothing can ask it. */
const HEALTH_MS = 60_000;

/**
 * Starts the modules of the service without a port, and with it the work on jobs, whatever `WORKER` says.
 * @param note tells the operator about steps that may take a while
 * @throws {StartError} without a database of its own: the embedded one belongs to the api
 */
export async function startWorker(config: Config, note: (text: string) => void): Promise<WorkerProcess> {
  if (config.databaseUrl === undefined) {
    throw new StartError(
      'a worker needs DATABASE_URL, that of the api. With the embedded database the api works on jobs itself.',
    );
  }
  const connection = connectionOf(config, config.databaseUrl);
  await checkDatabase(connection);
  note('Bringing the database up to date.');
  await migrate(connection);
  const app = await createApp({ ...config, worker: 'inside' }, connection);
  await app.init();
  const health = setInterval(() => void logHealth(app), HEALTH_MS).unref();
  return {
    async stop() {
      clearInterval(health);
      await app.get(Jobs).stop(config.shutdownTimeoutMs);
      await app.close();
    },
  };
}

async function logHealth(app: NestFastifyApplication): Promise<void> {
  const logger = new Logger('Worker');
  try {
    await app.get(HealthService).ready();
    logger.log({ message: 'ready' });
  } catch (error) {
    logger.warn({ message: 'not ready', err: describeError(error) });
  }
}
