import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@assay/shared/config';
import { AppModule } from '../apps/api/app.module';
import { openApiDocument } from '../apps/api/openapi/document';
import { writeGenerated } from './generated-files';

/** Writes `openapi.json` from the controllers. Nothing is started: preview mode reads classes and makes no instances. */
async function main(): Promise<void> {
  const config = loadConfig({});
  const connection = {
    url: 'postgresql://nobody@localhost/none',
    poolSize: 2,
    acquireTimeoutMs: 100,
    statementTimeoutMs: 0,
  };
  const options = { preview: true, logger: false as const, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, connection),
    new FastifyAdapter(),
    options,
  );
  writeGenerated([{ path: 'openapi.json', text: `${JSON.stringify(openApiDocument(app), null, 2)}\n` }]);
}

void main();
