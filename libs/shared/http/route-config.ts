import type { AppError } from '@assay/shared/errors';
import type { FastifyRequest } from 'fastify';

/** The body of an error as a protocol of its own wants it. */
export interface WrittenError {
  /** Sent to the letter. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** What a route may ask of the layer below the controllers, through `@RouteConfig()`. */
export interface HttpRouteConfig {
  /**
   * The handler gets the bytes of the body: of JSON and of any type in {@link BINARY_MEDIA_TYPES}, inflated, parameters
   * of the type ignored. Without it bodies are parsed and compressed ones are refused.
   */
  readonly takesBytes?: boolean;
  /** Writes the errors of this route, wherever they are thrown, instead of the envelope. */
  readonly writeError?: (request: FastifyRequest, error: AppError) => WrittenError;
}

/** Media types that only routes which take bytes read. */
export const BINARY_MEDIA_TYPES = ['application/x-protobuf'];

/** What the route of a request asks for; nothing where no route was found. */
export function routeConfigOf(request: FastifyRequest): HttpRouteConfig {
  return (request.routeOptions?.config ?? {}) as HttpRouteConfig;
}

/** The media type of a body, lower-case and without parameters; empty when it is not named. */
export function mediaTypeOf(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
