import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that a target got. */
export interface TargetCall {
  /** The `input` of its body. */
  readonly input: unknown;
  /** Its place among all calls, from 1. */
  readonly number: number;
}

/** How a target answers a call; the default says `input` back. */
export type Behaviour = (call: TargetCall, response: ServerResponse, request: IncomingMessage) => void;

/** Answers with an output, as the default of a target's `output_path` finds it. */
export function answer(response: ServerResponse, output: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ output }));
}

/** A system under test: a real HTTP server that counts what it is asked. */
export class EchoTarget {
  readonly calls: TargetCall[] = [];
  /** Calls that are being answered now, and the most that ever were at once. */
  active = 0;
  mostActive = 0;
  behaviour: Behaviour = (call, response) => answer(response, call.input);
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  static async start(): Promise<EchoTarget> {
    const target = new EchoTarget();
    target.server.listen(0, '127.0.0.1');
    await once(target.server, 'listening');
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  /** How often each input was asked. */
  get timesAsked(): Map<unknown, number> {
    const times = new Map<unknown, number>();
    for (const { input } of this.calls) times.set(input, (times.get(input) ?? 0) + 1);
    return times;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { input } = JSON.parse(Buffer.concat(chunks).toString()) as { input: unknown };
    const call = { input, number: this.calls.length + 1 };
    this.calls.push(call);
    this.active += 1;
    this.mostActive = Math.max(this.mostActive, this.active);
    response.on('close', () => (this.active -= 1));
    this.behaviour(call, response, request);
  }
}
