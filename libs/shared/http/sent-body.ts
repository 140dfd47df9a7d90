import { createHash } from 'node:crypto';
import { pipeline, type Readable, Transform, type TransformCallback } from 'node:stream';
import { InvalidRequestError } from '@assay/shared/errors';
import type { FastifyRequest } from 'fastify';

/** Header of requests whose bodies are hashed. */
const IDEMPOTENCY_KEY = 'idempotency-key';
const EMPTY_HASH = createHash('sha256').digest();

/** Passes a body on and hashes it meanwhile, in no more memory than a chunk. */
class HashingStream extends Transform {
  private readonly hash = createHash('sha256');
  digest: Buffer | undefined;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.hash.update(chunk);
    done(null, chunk);
  }

  override _flush(done: TransformCallback): void {
    this.digest = this.hash.digest();
    done();
  }
}

const bodies = new WeakMap<FastifyRequest, Buffer | HashingStream>();

function isHashed(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.headers[IDEMPOTENCY_KEY] !== undefined;
}

/** Notes the bytes of a body, if the request has an `Idempotency-Key`. */
export function noteBody(request: FastifyRequest, bytes: Buffer): void {
  if (isHashed(request)) bodies.set(request, createHash('sha256').update(bytes).digest());
}

/** The stream to read a body from: hashed on its way, if the request has an `Idempotency-Key`. */
export function noteStream(request: FastifyRequest, stream: Readable): Readable {
  if (!isHashed(request)) return stream;
  const hashing = new HashingStream();
  bodies.set(request, hashing);
  // A connection that breaks destroys the copy as well, so its reader learns of it.
  pipeline(stream, hashing, () => undefined);
  return hashing;
}

/** What a request with an `Idempotency-Key` sent as its body: the very bytes. */
export class SentBody {
  private readonly body: Buffer | HashingStream;

  constructor(request: FastifyRequest) {
    this.body = bodies.get(request) ?? EMPTY_HASH;
  }

  /** Whether the body is read while the handler works, and can be read only once. */
  get isStreamed(): boolean {
    return this.body instanceof HashingStream;
  }

  /** SHA-256 of the body; null while a streamed one has not been read to its end. */
  get hash(): Buffer | null {
    return this.body instanceof HashingStream ? (this.body.digest ?? null) : this.body;
  }

  /**
   * SHA-256 of the body; what nobody has read yet is read and thrown away.
   * @param idleTimeoutMs longest time without a byte
   * @throws {InvalidRequestError} when no byte comes for that long (the connection then closes), or it breaks
   */
  async wholeHash(idleTimeoutMs: number): Promise<Buffer> {
    if (!(this.body instanceof HashingStream)) return this.body;
    await readToEnd(this.body, idleTimeoutMs);
    return this.body.digest as Buffer;
  }

  /** Throws away what nobody has read, so that the sender gets to the answer. */
  discard(): void {
    if (this.body instanceof HashingStream) this.body.resume();
  }
}

function readToEnd(stream: HashingStream, idleTimeoutMs: number): Promise<void> {
  if (stream.digest !== undefined) return Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const read = new Promise<void>((resolve, reject) => {
    const broke = (error?: unknown): void =>
      reject(new InvalidRequestError('the connection broke before the end of the body', {}, { cause: error }));
    if (stream.destroyed) return broke();
    timer = setTimeout(() => {
      const details = { idle_timeout_ms: idleTimeoutMs };
      const message = `no byte of the body arrived for ${idleTimeoutMs} ms`;
      reject(new InvalidRequestError(message, details, { closesConnection: true }));
    }, idleTimeoutMs);
    stream.once('end', resolve).once('error', broke).once('close', broke);
    stream.on('data', () => timer?.refresh());
  });
  return read.finally(() => clearTimeout(timer));
}
