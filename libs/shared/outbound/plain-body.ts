import { AppError } from '@assay/shared/errors';
import { inflated } from '@assay/shared/http';
import type { Exchanged } from './exchange';
import { OutboundError, PARTIAL_BYTES } from './outbound.error';

const FIRST_REFUSAL = 300;

/**
 * The body of an answer, inflated: it was asked for as it is, but some servers compress whatever is asked. That of a
 * refusal is as it came where it cannot be inflated: its status and headers, such as `Retry-After`, say what matters.
 * @throws {OutboundError} `too_large`, or `network` when it cannot be inflated, with the first bytes as they came
 */
export async function plainBody({ status, headers, body }: Exchanged, maxBytes: number): Promise<Buffer> {
  const coding = headers['content-encoding'];
  if (coding === undefined || body.length === 0) return body;
  try {
    return await inflated(body, coding, maxBytes);
  } catch (error) {
    if (status >= FIRST_REFUSAL) return body;
    const isLarge = error instanceof AppError && error.code === 'PAYLOAD_TOO_LARGE';
    const message = isLarge
      ? `the answer is larger than ${maxBytes} bytes when inflated`
      : 'the answer cannot be inflated';
    const partial = { status, headers, body: body.subarray(0, PARTIAL_BYTES) };
    throw new OutboundError(isLarge ? 'too_large' : 'network', message, partial, { cause: error });
  }
}
