import { applyDecorators, HttpCode, type Type, UseInterceptors } from '@nestjs/common';
import {
  ApiExtension,
  ApiExtraModels,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '@assay/shared/errors';
import { type OtherAnswer, OtherStatus } from './other-status';

/** What {@link Documented} says of an endpoint. */
export interface EndpointText {
  summary: string;
  description?: string;
  /** Status of success. */
  status: number;
  /** What success answers: a class, `[class]` for a bare list of it, null for no body. */
  answers: Type | readonly [Type] | null;
  /** Media type of success; JSON when left out. Of lines and events, `answers` is one, and `example` their text. */
  mediaType?: string;
  /** The example body of success, from the seed. */
  example?: unknown;
  /** The example body of a request, where the examples of its fields do not make a good one together. */
  sends?: unknown;
  /** Error codes of this endpoint, beyond those that every endpoint has. */
  errors?: readonly ErrorCode[];
  /** Path parameters, with their meaning. */
  params?: Record<string, string>;
  deprecated?: boolean;
  /** Further successes, each with a status of its own. */
  otherwise?: OtherAnswer | readonly OtherAnswer[];
}

/** Codes that any endpoint with a token can answer. */
const EVERYWHERE: readonly ErrorCode[] = [
  'INVALID_REQUEST',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'NOT_FOUND',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'UNAVAILABLE',
];

/** Holds {@link EndpointText.sends} until the document is finished. */
export const BODY_EXAMPLE_EXTENSION = 'x-body-example';

/** How the document shows an error answer. */
export interface ErrorResponse {
  description: string;
  content: Record<string, { schema: object; examples: Record<string, { value: unknown }> }>;
}

/** What the document says of these error codes, by status. */
export function errorResponses(codes: readonly ErrorCode[]): Map<number, ErrorResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of new Set(codes)) {
    const { status } = ERROR_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return new Map([...byStatus].map(([status, listed]) => [status, errorResponse(listed)]));
}

function errorResponse(listed: readonly ErrorCode[]): ErrorResponse {
  const examples = listed.map((code) => [code, { value: { error: { code, ...ERROR_CATALOGUE[code].example } } }]);
  return {
    description: listed.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].meaning}`).join('\n\n'),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/ErrorEnvelope' },
        examples: Object.fromEntries(examples) as Record<string, { value: unknown }>,
      },
    },
  };
}

function errorAnswers(codes: readonly ErrorCode[]): MethodDecorator[] {
  const responses = errorResponses([...codes, ...EVERYWHERE]);
  return [...responses].map(([status, response]) => ApiResponse({ status, ...response }));
}

function successAnswer(
  status: number,
  description: string,
  answers: EndpointText['answers'],
  example: unknown,
  mediaType = 'application/json',
): MethodDecorator[] {
  if (answers === null) return [ApiResponse({ status, description })];
  const type = isList(answers) ? answers[0] : answers;
  const one = { $ref: getSchemaPath(type) };
  const schema = isList(answers) ? { type: 'array', items: one } : one;
  const content = { [mediaType]: { schema, ...(example === undefined ? {} : { example }) } };
  return [ApiExtraModels(type), ApiResponse({ status, description, content })];
}

function isList(answers: Type | readonly [Type]): answers is readonly [Type] {
  return Array.isArray(answers);
}

function otherAnswers(others: readonly OtherAnswer[]): MethodDecorator[] {
  return others.flatMap((other) => [
    ...successAnswer(other.status, other.description, other.answers, other.example),
    UseInterceptors(new OtherStatus(other)),
  ]);
}

/** Documents an endpoint: summary, success with schema and example, and every error code from the catalogue. Sets the status. */
export function Documented(text: EndpointText): MethodDecorator {
  const params = Object.entries(text.params ?? {}).map(([name, description]) =>
    ApiParam({ name, description, type: String }),
  );
  const { summary, description } = text;
  const deprecated = text.deprecated === true ? { deprecated: true } : {};
  return applyDecorators(
    ApiOperation({ summary, ...(description === undefined ? {} : { description }), ...deprecated }),
    HttpCode(text.status),
    ...successAnswer(text.status, 'Success.', text.answers, text.example, text.mediaType),
    ...otherAnswers(text.otherwise === undefined ? [] : [text.otherwise].flat()),
    ...params,
    ...(text.sends === undefined ? [] : [ApiExtension(BODY_EXAMPLE_EXTENSION, text.sends)]),
    ...errorAnswers(text.errors ?? []),
  );
}

/** A page answer class of some item class, for the OpenAPI document. */
export function pageClass<Item>(item: Type<Item>): Type<{ items: Item[]; next_cursor: string | null; limit: number }> {
  class PageAnswer {
    items: Item[];
    next_cursor: string | null;
    limit: number;
  }
  ApiProperty({ type: [item], description: 'The rows of this page.' })(PageAnswer.prototype, 'items');
  ApiProperty({
    type: String,
    nullable: true,
    description: 'Pass it back as `cursor` for the next page; null on the last one.',
  })(PageAnswer.prototype, 'next_cursor');
  ApiProperty({ type: 'integer', description: 'The limit that was used.' })(PageAnswer.prototype, 'limit');
  Object.defineProperty(PageAnswer, 'name', { value: `${item.name.replace(/Dto$/, '')}Page` });
  return PageAnswer;
}
