import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestFactory } from '@nestjs/core';
import type { ConnectionSettings } from '@assay/database';
import type { Config } from '@assay/shared/config';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module';
import { configureApp } from './configure-app';
import { createAdapter } from './create-adapter';
import type { LogStream } from './logs/log-options';
import { NestLogger } from './logs/nest-logger';

/**
 * The application, configured but not yet listening.
 * @param logStream takes the log lines instead of stdout; `LOG_LEVEL=silent` writes none
 */
export async function createApp(
  config: Config,
  connection: ConnectionSettings,
  logStream?: LogStream,
): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config, logStream);
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const options = { bodyParser: false, logger: new NestLogger(fastify.log), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, connection), adapter, options);
  await configureApp(app, config);
  return app;
}
