import {
  type AppError,
  InvalidRequestError,
  PayloadTooLargeError,
  UnsupportedMediaTypeError,
} from '@assay/shared/errors';
import { decodeUtf8, InvalidUtf8Error, JsonDepthError, JsonSyntaxError, readJson } from '@assay/shared/json';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JSON_MEDIA_TYPES } from './as-app-error';
import { inflated, refuseUnknownCoding } from './inflate';
import { BINARY_MEDIA_TYPES, mediaTypeOf, routeConfigOf } from './route-config';
import { noteBody, noteStream } from './sent-body';

/** Media types of imports: one JSON object a line. */
export const LINES_MEDIA_TYPES = ['application/x-ndjson', 'application/jsonl'];

/** Reads a JSON body exactly; an empty one is `undefined`, as bodies that may be absent are. */
function readBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return readJson(decodeUtf8(bytes));
  } catch (error) {
    if (error instanceof InvalidUtf8Error)
      throw new InvalidRequestError('the body is not valid UTF-8', {}, { cause: error });
    if (error instanceof JsonSyntaxError)
      throw new InvalidRequestError(`the body is not valid JSON: ${error.message}`, {}, { cause: error });
    if (error instanceof JsonDepthError)
      throw new InvalidRequestError(`the body nests too deep: ${error.message}`, {}, { cause: error });
    throw error;
  }
}

function refuseEncodings(request: FastifyRequest): void {
  if (routeConfigOf(request).takesBytes === true) return refuseUnknownCoding(request.headers['content-encoding']);
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new UnsupportedMediaTypeError('compressed bodies are not read here: send the body without Content-Encoding', {
      content_encoding: encoding,
    });
  }
  const charset = /charset="?([^";]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset.trim())) {
    throw new UnsupportedMediaTypeError('bodies are UTF-8', { charset });
  }
}

/**
 * Sets up how bodies are read: JSON exactly, lines as a stream, everything else refused unless it is empty
 * (`curl -X POST -d ''` names a form type for no body at all).
 * @param limitBytes largest JSON body
 */
export function readBodies(fastify: FastifyInstance, limitBytes: number): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    refuseEncodings(request);
    if (Number(request.headers['content-length'] ?? 0) > limitBytes && !isLines(request)) {
      throw new PayloadTooLargeError(`the body is larger than ${limitBytes} bytes`, { limit_bytes: limitBytes });
    }
    done();
  });
  fastify.removeContentTypeParser('text/plain'); // Fastify reads it by itself.
  fastify.addContentTypeParser(
    [...JSON_MEDIA_TYPES, ...BINARY_MEDIA_TYPES],
    { parseAs: 'buffer', bodyLimit: limitBytes },
    (request: FastifyRequest, bytes: string | Buffer) => bodyOf(request, bytes as Buffer, limitBytes),
  );
  fastify.addContentTypeParser(LINES_MEDIA_TYPES, (request, stream, done) => {
    if (routeConfigOf(request).takesBytes !== true) return done(null, noteStream(request, stream));
    stream.resume();
    done(unreadable(request), undefined);
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limitBytes }, (request, bytes, done) => {
    done(bytes.length === 0 ? null : unreadable(request), undefined);
  });
}

/** What the handler gets: the bytes where its route takes them, else what the JSON says. */
async function bodyOf(request: FastifyRequest, bytes: Buffer, limitBytes: number): Promise<unknown> {
  if (routeConfigOf(request).takesBytes === true)
    return inflated(bytes, request.headers['content-encoding'], limitBytes);
  if (BINARY_MEDIA_TYPES.includes(mediaTypeOf(request))) {
    if (bytes.length > 0) throw unreadable(request);
    return undefined;
  }
  noteBody(request, bytes);
  return readBody(bytes);
}

function unreadable(request: FastifyRequest): AppError {
  const takesBytes = routeConfigOf(request).takesBytes === true;
  const accepted = takesBytes ? [...JSON_MEDIA_TYPES, ...BINARY_MEDIA_TYPES] : JSON_MEDIA_TYPES;
  return new UnsupportedMediaTypeError(`send Content-Type: ${accepted.join(' or ')}`, { accepted });
}

function isLines(request: FastifyRequest): boolean {
  return LINES_MEDIA_TYPES.includes(mediaTypeOf(request));
}
