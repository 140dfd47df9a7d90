import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { errorResponses } from '@assay/shared/http';
import { withBodyExamples } from './body-examples';
import { ErrorEnvelopeDto } from './error-envelope.dto';
import { withIdempotencyKeys } from './idempotency-keys';
import { withTagGroups } from './tag-groups';
import { withWholeAnswers } from './whole-answers';

const DESCRIPTION = `Open LLM evaluation and observability: send traces, build datasets, run experiments, score, compare, gate.

Every request carries \`Authorization: Bearer <key>\`. Every answer that is not 2xx is \`{"error": {"code", "message", "details"}}\`.
Lists at \`/v1\` take \`limit\` (1–200) and \`cursor\`, and answer \`{items, next_cursor, limit}\`; the surfaces of other systems have pages of their own.`;

/** The OpenAPI document of the service, made from its controllers. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Assay')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API key or a JWT.' })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [ErrorEnvelopeDto],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  const whole = withWholeAnswers(withEnvelopeName(document));
  return withTagGroups(withBodyExamples(withIdempotencyKeys(withBodyErrors(whole))));
}

/** The documentation calls the class what callers know it as. */
function withEnvelopeName(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  if (schemas.ErrorEnvelopeDto !== undefined) {
    schemas.ErrorEnvelope = schemas.ErrorEnvelopeDto;
    delete schemas.ErrorEnvelopeDto;
  }
  return document;
}

/** What any endpoint that reads a body may answer, before it comes to its handler. */
function withBodyErrors(document: OpenAPIObject): OpenAPIObject {
  const responses = Object.fromEntries(errorResponses(['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE']));
  for (const { post, patch } of Object.values(document.paths)) {
    for (const operation of [post, patch]) {
      if (operation !== undefined) operation.responses = { ...responses, ...operation.responses };
    }
  }
  return document;
}
