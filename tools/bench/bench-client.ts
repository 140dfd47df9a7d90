import { Agent, request } from 'node:http';

/** An answer, its body unparsed. */
export interface BenchAnswer {
  readonly status: number;
  readonly text: string;
  /** Until the first byte of the body. */
  readonly firstByteMs: number;
}

/** A lean HTTP client with keep-alive, so that the figures are the server's. */
export class BenchClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(
    private readonly port: number,
    private readonly key: string,
  ) {}

  /** Sends a request; the body goes out as it is. */
  send(method: string, path: string, body?: string | Buffer, contentType = 'application/json'): Promise<BenchAnswer> {
    const start = performance.now();
    const headers = {
      authorization: `Bearer ${this.key}`,
      ...(body === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent },
        (answer) => {
          const chunks: Buffer[] = [];
          let firstByteMs = NaN;
          answer.on('data', (chunk: Buffer) => {
            if (chunks.length === 0) firstByteMs = performance.now() - start;
            chunks.push(chunk);
          });
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString(), firstByteMs }),
          );
          answer.on('error', reject);
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Sends JSON and gives what a 2xx answers; anything else fails the benchmark. */
  async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, path, body === undefined ? undefined : JSON.stringify(body));
    if (answer.status >= 300)
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text.slice(0, 500)}`);
    return JSON.parse(answer.text) as Answer;
  }
}
