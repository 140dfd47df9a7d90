import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type AppError, envelopeOf, HeadersTooLargeError, InvalidRequestError } from '@assay/shared/errors';
import { newId } from '@assay/shared/ids';
import { writeJson } from '@assay/shared/json';

/** How long a caller may go on sending after its answer: closing at once would take the answer from it. */
const LINGER_MS = 2_000;
const REQUEST_TIMEOUT_STATUS = 408;

function answerTo(code: string | undefined): { status: number; error: AppError } {
  if (code === 'HPE_HEADER_OVERFLOW') {
    const error = new HeadersTooLargeError('the path and the headers together are larger than 16 KiB', {});
    return { status: error.status, error };
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const error = new InvalidRequestError('the request did not arrive in time; send it again', {});
    return { status: REQUEST_TIMEOUT_STATUS, error };
  }
  return { status: 400, error: new InvalidRequestError('this is not a valid HTTP request', {}) };
}

/**
 * Answers what Node's HTTP parser refuses, where there is no request yet: the envelope, then the end of the connection.
 */
export function answerSocketError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, error: answered } = answerTo(error.code);
  const body = writeJson(envelopeOf(answered));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${newId()}`,
    'X-Content-Type-Options: nosniff',
    'Connection: close',
  ];
  socket.on('error', () => undefined);
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
