import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { newId } from '@assay/shared/ids';
import type { Config } from '@assay/shared/config';
import type { ConnectionSettings } from '@assay/database';
import type { LoggerService } from '@nestjs/common';
import { AppModule } from './app.module';
import { configureApp } from './configure-app';

const MAX_PATH_PARAMETER_LENGTH = 4_096;
const IDLE_SOCKET_MS = 120_000;

/** Limits and identity of the HTTP server. */
export function createAdapter(config: Config): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: config.bodyLimitBytes,
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER_LENGTH },
    trustProxy: config.trustProxy,
    genReqId: () => newId(),
    connectionTimeout: IDLE_SOCKET_MS,
    // Imports may take long as a whole; `connectionTimeout` ends those that stand still.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    logger: false,
  });
}

/** The application, configured but not yet listening. */
export async function createApp(config: Config, connection: ConnectionSettings, logger: LoggerService | false): Promise<NestFastifyApplication> {
  const options = { bodyParser: false, logger, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(config, connection), createAdapter(config), options);
  await configureApp(app, config);
  return app;
}
