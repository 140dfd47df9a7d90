import { applyDecorators, HttpCode, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { errorResponses } from '@assay/shared/http';
import { ExportDto, ExportedDto, RpcStatusDto } from '../dto/otlp.dto';
import { OtlpContentType } from './otlp-http';
import { OTLP_CONTENT_TYPES } from './responses';

const DESCRIPTION = `Point an OpenTelemetry exporter at this service: \`OTEL_EXPORTER_OTLP_ENDPOINT\` is its URL, and \`OTEL_EXPORTER_OTLP_HEADERS\` is \`Authorization=Bearer%20<key>\`. Both encodings of OTLP/HTTP are taken, as they are, in gzip or in deflate; answers have the encoding of the request.

Spans are checked one by one: those that cannot be stored are counted in \`partialSuccess\`, the others are stored. A span that is stored already stays as it is, so a request may be sent again. Project: that of the key, else \`X-Project-Id\`, else the resource attribute \`assay.project_id\` or \`openinference.project.name\`, else \`default\`.`;

const BINARY = { schema: { type: 'string', format: 'binary' } };
const ERRORS = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
] as const;

const EXAMPLE = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'assay.project_id', value: { stringValue: 'proj-1' } }] },
      scopeSpans: [
        {
          scope: { name: 'my-app' },
          spans: [
            {
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
              name: 'chat gpt-4o',
              kind: 3,
              startTimeUnixNano: '1771711200000000000',
              endTimeUnixNano: '1771711201250000000',
              attributes: [
                { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                { key: 'gen_ai.response.model', value: { stringValue: 'gpt-4o' } },
                { key: 'gen_ai.usage.input_tokens', value: { intValue: '12' } },
              ],
            },
          ],
        },
      ],
    },
  ],
};

/** A body in either encoding; of the binary one the messages of the protocol tell what it holds. */
function both(type: abstract new () => object, example?: object): Record<string, object> {
  const json = { schema: { $ref: getSchemaPath(type as never) }, ...(example === undefined ? {} : { example }) };
  return { [OTLP_CONTENT_TYPES.json]: json, [OTLP_CONTENT_TYPES.protobuf]: BINARY };
}

/** Where the protocol has its own meaning of a status. */
const MEANINGS: Record<number, string> = {
  400: 'Nothing of the request can be read, or `X-Project-Id` cannot name a project. Clients do not send it again.',
  503: 'The database is away or the server is full. Sent again after `Retry-After` seconds, every span is stored once.',
};

function errorAnswers(): MethodDecorator[] {
  return [...errorResponses(ERRORS)].map(([status, { description }]) => {
    const meaning = MEANINGS[status] ?? description.replace(/`[A-Z_]+`: /g, '');
    return ApiResponse({ status, description: meaning, content: both(RpcStatusDto) });
  });
}

/** Documents the endpoint of OTLP, and sets its status and the media type of its answers. */
export function DocumentedExport(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Send spans with OpenTelemetry (OTLP/HTTP)',
      description: DESCRIPTION,
      requestBody: { required: true, content: both(ExportDto, EXAMPLE) },
    }),
    ApiHeader({ name: 'X-Project-Id', description: 'The project, if the key names none.', required: false }),
    ApiExtraModels(ExportDto, ExportedDto, RpcStatusDto),
    HttpCode(200),
    UseInterceptors(OtlpContentType),
    ApiResponse({
      status: 200,
      description: 'Taken; spans that were not are counted.',
      content: both(ExportedDto, {}),
    }),
    ...errorAnswers(),
  );
}
