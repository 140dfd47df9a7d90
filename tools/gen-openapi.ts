import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@assay/shared/config';
import { AppModule } from '../apps/api/app.module';
import { openApiDocument } from '../apps/api/openapi/document';
import { writeGenerated } from './generated-files';
import { type DocumentWithExamples, missingExamples } from './openapi-examples';

/** Writes `openapi.json` from the controllers; fails when a body has no example. Nothing is started: preview mode reads classes and makes no instances. */
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
  const document = openApiDocument(app);
  writeGenerated([{ path: 'openapi.json', text: `${JSON.stringify(document, null, 2)}\n` }]);
  const problems = missingExamples(document as unknown as DocumentWithExamples);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

void main();
