import { newId } from '@assay/shared/ids';
import type { ApiClient } from '../api-client';
import { startTestApp, type TestApp } from '../test-app';

/** However slow the machine, the keys of a test are remembered to its end. */
const KEY_CACHE_MS = 600_000;

/** Two processes on one database. The second knows the keys, and nothing of what the first has made. */
export class TwoProcesses {
  private constructor(
    readonly api: TestApp,
    readonly fresh: TestApp,
    /** A project, and what its write key calls: of the first process, and of the second. */
    readonly projectId: string,
    readonly maker: ApiClient,
    readonly bound: ApiClient,
  ) {}

  static async open(): Promise<TwoProcesses> {
    const api = await startTestApp();
    const projectId = newId();
    const maker = await api.clientOf(projectId);
    const fresh = await startTestApp({ keyCacheMs: KEY_CACHE_MS }, { url: api.databaseUrl });
    const bound = fresh.admin.with(maker.token);
    await fresh.admin.get('/v1/datasets?project_id=warm');
    await bound.get('/v1/datasets');
    return new TwoProcesses(api, fresh, projectId, maker, bound);
  }

  async close(): Promise<void> {
    await this.fresh.close();
    await this.api.close();
  }
}
