import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { openApiDocument } from './document';

const DOCS_PATH = 'docs';
const DOCUMENT_PATH = 'openapi.json';

/** Serves Swagger UI at `/docs` and the document at `/openapi.json`, both without a token. */
export function serveDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup(DOCS_PATH, app, () => openApiDocument(app), {
    jsonDocumentUrl: DOCUMENT_PATH,
    raw: ['json'],
    customSiteTitle: 'Assay API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      tryItOutEnabled: true,
    },
  });
}

/** Whether a path belongs to the documentation, which needs no token. */
export function isDocsPath(url: string): boolean {
  const path = url.split('?')[0] ?? '';
  return path === `/${DOCUMENT_PATH}` || path === `/${DOCS_PATH}` || path.startsWith(`/${DOCS_PATH}/`);
}
