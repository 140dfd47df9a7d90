import { type CallHandler, createParamDecorator, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { type AppError, UnsupportedMediaTypeError } from '@assay/shared/errors';
import { type HttpRouteConfig, mediaTypeOf, type WrittenError } from '@assay/shared/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { OTLP_CONTENT_TYPES, type OtlpEncoding, RPC_CODE, statusResponse } from './responses';

/** A request as it was sent, inflated and not decoded yet. */
export interface SentExport {
  readonly encoding: OtlpEncoding;
  readonly bytes: Buffer;
}

const ENCODINGS = new Map(
  (Object.keys(OTLP_CONTENT_TYPES) as OtlpEncoding[]).map((encoding) => [OTLP_CONTENT_TYPES[encoding], encoding]),
) as ReadonlyMap<string, OtlpEncoding>;

const CODE_OF_STATUS = new Map<number, number>([
  [401, RPC_CODE.unauthenticated],
  [403, RPC_CODE.permissionDenied],
  [404, RPC_CODE.notFound],
  [413, RPC_CODE.resourceExhausted],
  [429, RPC_CODE.resourceExhausted],
  [500, RPC_CODE.internal],
  [503, RPC_CODE.unavailable],
]);

/** Gives a handler the {@link SentExport}; 415 for any other media type than those of OTLP. */
export const SentSpans = createParamDecorator((_: unknown, context: ExecutionContext): SentExport => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const encoding = ENCODINGS.get(mediaTypeOf(request));
  if (encoding === undefined) {
    const accepted = [...ENCODINGS.keys()];
    throw new UnsupportedMediaTypeError(`send Content-Type: ${accepted.join(' or ')}`, { accepted });
  }
  // Without any byte no parser runs: that is an empty request in protobuf.
  return { encoding, bytes: (request.body as Buffer | undefined) ?? Buffer.alloc(0) };
});

/** The encoding of answers: that of the request, JSON when it has none that is known. */
function answerEncoding(request: FastifyRequest): OtlpEncoding {
  return ENCODINGS.get(mediaTypeOf(request)) ?? 'json';
}

/** Answers with the media type of the request, to the letter: clients do not read an answer that has another one. */
export class OtlpContentType implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const encoding = answerEncoding(http.getRequest<FastifyRequest>());
    void http.getResponse<FastifyReply>().header('content-type', OTLP_CONTENT_TYPES[encoding]);
    return next.handle();
  }
}

/** An error as `google.rpc.Status`, in the encoding of the request. */
function writeError(request: FastifyRequest, error: AppError): WrittenError {
  const encoding = answerEncoding(request);
  const code = CODE_OF_STATUS.get(error.status) ?? RPC_CODE.invalidArgument;
  return { contentType: OTLP_CONTENT_TYPES[encoding], body: statusResponse(encoding, code, error.message) };
}

/** What the route of OTLP asks of the HTTP layer: bytes, inflated, and errors as the protocol has them. */
export const OTLP_ROUTE: HttpRouteConfig = { takesBytes: true, writeError };
