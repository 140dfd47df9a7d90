import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { checkAnswer } from './check-answer';
import request, { type Response, type Test } from 'supertest';

/** An answer: `body` as JSON.parse gives it, `text` as it came. */
export type Answer = Response & { body: any };

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/**
 * Calls the API over HTTP with one token. Every answer is checked against the OpenAPI document of the app, and
 * against the status that the test expects.
 */
export class ApiClient {
  constructor(
    private readonly app: NestFastifyApplication,
    readonly url: string,
    readonly token: string | undefined,
  ) {}

  /** The same client with another token, or without one. */
  with(token: string | undefined): ApiClient {
    return new ApiClient(this.app, this.url, token);
  }

  get(path: string, status = 200): Promise<Answer> {
    return this.send('get', path, undefined, status);
  }

  post(path: string, body: unknown, status: number): Promise<Answer> {
    return this.send('post', path, body, status);
  }

  put(path: string, body: unknown, status = 200): Promise<Answer> {
    return this.send('put', path, body, status);
  }

  patch(path: string, body: unknown, status = 200): Promise<Answer> {
    return this.send('patch', path, body, status);
  }

  delete(path: string, status = 200): Promise<Answer> {
    return this.send('delete', path, undefined, status);
  }

  /** Sends a body exactly as given. */
  async raw(
    method: Method,
    path: string,
    body: string | Buffer,
    status: number,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    let test = this.begin(method, path).set('content-type', 'application/json');
    for (const [name, value] of Object.entries(headers)) test = test.set(name, value);
    return this.finish(method, path, test.send(body), status);
  }

  /** Begins a request, for a test that needs supertest itself. */
  begin(method: Method, path: string): Test {
    const test = request(this.url)[method](path);
    return this.token === undefined ? test : test.set('authorization', `Bearer ${this.token}`);
  }

  private send(method: Method, path: string, body: unknown, status: number): Promise<Answer> {
    const test = this.begin(method, path);
    const sent = body === undefined ? test : test.set('content-type', 'application/json').send(JSON.stringify(body));
    return this.finish(method, path, sent, status);
  }

  private async finish(method: Method, path: string, test: Test, status: number): Promise<Answer> {
    const answer = (await test) as Answer;
    if (answer.status !== status) {
      throw new Error(
        `${method.toUpperCase()} ${path} answered ${answer.status}, not ${status}: ${answer.text.slice(0, 1_000)}`,
      );
    }
    checkAnswer(this.app, method, path, answer);
    return answer;
  }
}
