import { Agent, request } from 'node:http';
import type { FuzzRequest } from './requests';

/** What the service said. */
export interface FuzzAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** Sends requests to the receiver of one service, over a connection that is kept. */
export class FuzzSender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 4 });

  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** Sends to `POST /v1/traces`; fails when the connection breaks before there is an answer. */
  send({ bytes, headers }: Pick<FuzzRequest, 'bytes' | 'headers'>): Promise<FuzzAnswer> {
    const all = { ...headers, authorization: `Bearer ${this.key}`, 'content-length': bytes.length };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        `${this.url}/v1/traces`,
        { method: 'POST', headers: all, agent: this.agent },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              type: answer.headers['content-type'],
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }

  /** Closes its connections. */
  close(): void {
    this.agent.destroy();
  }
}
