import type { Dispatcher } from 'undici';
import { AppError } from '@assay/shared/errors';
import { inflated } from '@assay/shared/http';
import { OutboundError, PARTIAL_BYTES } from './outbound.error';

/**
 * Reads a body up to a limit; beyond it the connection is closed and nothing more is read.
 * @throws {OutboundError} `too_large`, or `network` when it breaks off, with what had come
 */
export async function readBody(
  answer: Dispatcher.ResponseData,
  headers: Record<string, string>,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const failed = (kind: 'too_large' | 'network', message: string, cause?: unknown): OutboundError => {
    const body = Buffer.concat(chunks).subarray(0, PARTIAL_BYTES);
    return new OutboundError(kind, message, { status: answer.statusCode, headers, body }, { cause });
  };
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      // Leaving the loop destroys the stream, and with it the connection.
      if (length > maxBytes) break;
    }
  } catch (error) {
    throw failed('network', 'the answer broke off', error);
  }
  if (length > maxBytes) throw failed('too_large', `the answer is larger than ${maxBytes} bytes`);
  const whole = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
  try {
    // It was asked for as it is, but some servers compress whatever is asked.
    return await inflated(whole, headers['content-encoding'], maxBytes);
  } catch (error) {
    const isLarge = error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE';
    if (isLarge) throw failed('too_large', `the answer is larger than ${maxBytes} bytes when inflated`);
    throw failed('network', 'the answer cannot be inflated', error);
  }
}
