import { InvalidRequestError, PayloadTooLargeError, UnsupportedMediaTypeError } from '@assay/shared/errors';
import { decodeUtf8, InvalidUtf8Error, JsonDepthError, JsonSyntaxError, readJson } from '@assay/shared/json';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { JSON_MEDIA_TYPES } from './as-app-error';
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
    JSON_MEDIA_TYPES,
    { parseAs: 'buffer', bodyLimit: limitBytes },
    (request, bytes, done) => {
      try {
        noteBody(request, bytes as Buffer);
        done(null, readBody(bytes as Buffer));
      } catch (error) {
        done(error as Error, undefined);
      }
    },
  );
  fastify.addContentTypeParser(LINES_MEDIA_TYPES, (request, stream, done) => done(null, noteStream(request, stream)));
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limitBytes }, (_request, bytes, done) => {
    const empty = bytes.length === 0;
    done(
      empty
        ? null
        : new UnsupportedMediaTypeError('send Content-Type: application/json', { accepted: JSON_MEDIA_TYPES }),
      undefined,
    );
  });
}

function isLines(request: FastifyRequest): boolean {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return LINES_MEDIA_TYPES.includes(type);
}
