import type { Readable } from 'node:stream';
import { InvalidRequestError } from '@assay/shared/errors';

const IDLE = Symbol('idle');

/**
 * The chunks of an upload. Only time spent waiting for the sender counts as idle, not time in which the reader is busy.
 * @throws {InvalidRequestError} when the connection breaks, or no byte comes for `idleTimeoutMs` (the connection then closes)
 */
export async function* chunksOf(upload: Readable, idleTimeoutMs: number): AsyncGenerator<Buffer> {
  // Not `for await`, which would destroy the connection, and with it the answer, when the reader gives up.
  const iterator = upload.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>;
  for (;;) {
    const next = await nextWithin(iterator, idleTimeoutMs);
    if (next === IDLE) {
      const message = `no byte arrived for ${idleTimeoutMs} ms; nothing was imported`;
      throw new InvalidRequestError(message, { idle_timeout_ms: idleTimeoutMs }, { closesConnection: true });
    }
    if (next.done === true) return;
    yield next.value;
  }
}

async function nextWithin(
  iterator: AsyncIterator<Buffer>,
  idleTimeoutMs: number,
): Promise<IteratorResult<Buffer> | typeof IDLE> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<typeof IDLE>((resolve) => {
    timer = setTimeout(() => resolve(IDLE), idleTimeoutMs);
  });
  try {
    return await Promise.race([iterator.next(), idle]);
  } catch (error) {
    throw new InvalidRequestError(
      'the connection broke before the end of the body; nothing was imported',
      {},
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}
