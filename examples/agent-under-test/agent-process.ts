import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { adminKey, SERVICE_URL } from '../capitals/api';

/** One version of the agent as a process of its own. */
export interface AgentProcess {
  readonly url: string;
  stop(): void;
}

/** Starts a version of the agent on a free port, and waits until it listens. */
export async function startAgent(version: 1 | 2, project: string): Promise<AgentProcess> {
  const env = { ...process.env, PORT: '0', ASSAY_URL: SERVICE_URL, ASSAY_API_KEY: adminKey(), ASSAY_PROJECT: project };
  const child: ChildProcess = fork(join(__dirname, 'agent.js'), [String(version)], { env });
  const [message] = (await once(child, 'message')) as [{ url: string }];
  return { url: message.url, stop: () => void child.kill() };
}
