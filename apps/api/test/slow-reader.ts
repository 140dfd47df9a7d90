import { get, type IncomingMessage } from 'node:http';
import { ADMIN_KEY } from './test-config';
import type { TestApp } from './test-app';

/** An answer whose body is not read before a test says so. */
export interface SlowAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  /** The rest of the body; rejects when the answer is cut off. */
  read(): Promise<string>;
  /** Goes away without reading. */
  leave(): void;
}

/** Begins a request as the admin and reads nothing of its answer but the head. */
export function beginReading(api: TestApp, path: string, headers: Record<string, string> = {}): Promise<SlowAnswer> {
  return new Promise((resolve, reject) => {
    const options = { headers: { authorization: `Bearer ${ADMIN_KEY}`, ...headers }, agent: false };
    get(`${api.url}${path}`, options, (answer) => {
      const read = async (): Promise<string> => {
        let text = '';
        for await (const part of answer.setEncoding('utf8')) text += part;
        return text;
      };
      resolve({ status: answer.statusCode, headers: answer.headers, read, leave: () => answer.destroy() });
    }).on('error', reject);
  });
}
