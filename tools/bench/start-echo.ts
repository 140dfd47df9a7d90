import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** An echo target as a process of its own. */
export interface EchoTarget {
  readonly url: string;
  /** How often it was called for each item. */
  calls(): Promise<Record<string, number>>;
  stop(): void;
}

/**
 * Starts an echo target on a free port.
 * @param answerAfterMs how long each answer takes
 */
export async function startEcho(answerAfterMs = 0): Promise<EchoTarget> {
  const child = fork(join(__dirname, 'echo-target.js'), [String(answerAfterMs)]);
  const [message] = (await once(child, 'message')) as [{ url: string }];
  return {
    url: message.url,
    calls: async () => (await fetch(message.url)).json() as Promise<Record<string, number>>,
    stop: () => void child.kill(),
  };
}
