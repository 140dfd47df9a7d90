import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { CONFIG, type Config } from '@assay/shared/config';
import { Secrets } from '@assay/shared/secrets';
import { LRUCache } from 'lru-cache';
import { environmentProvider } from './environment-provider';
import { readPrices } from './prices';
import type { ResolvedProvider } from './provider-settings';
import { type ProviderRow, ProvidersRepository } from './providers.repository';
import { keyContext } from './sealed-key';

const REMEMBERED_PROJECTS = 10_000;

/** Finds the provider that serves a project: its own, else the operator's. */
@Injectable()
export class ProviderDirectory {
  private readonly ofOperator: ResolvedProvider | undefined;
  /** As long as keys, so that a change reaches every process within seconds. */
  private readonly known: LRUCache<string, { row: ProviderRow | undefined }> | undefined;

  constructor(
    private readonly database: Database,
    private readonly providers: ProvidersRepository,
    private readonly secrets: Secrets,
    @Inject(CONFIG) config: Config,
  ) {
    this.ofOperator = environmentProvider(config.llm);
    const ttl = config.keyCacheMs;
    this.known = ttl === 0 ? undefined : new LRUCache({ max: REMEMBERED_PROJECTS, ttl });
  }

  /**
   * The provider of a project, if it has one; remembered for `KEY_CACHE_MS`.
   * @throws {SealedValueError} when the key was sealed with an `ASSAY_SECRET_KEY` that is gone
   */
  async resolve(projectId: string): Promise<ResolvedProvider | undefined> {
    let entry = this.known?.get(projectId);
    if (entry === undefined) {
      entry = { row: await this.providers.find(this.database, projectId) };
      this.known?.set(projectId, entry);
    }
    return entry.row === undefined ? this.ofOperator : { source: 'project', settings: this.opened(entry.row) };
  }

  /** Forgets what was remembered of a project whose provider changed. */
  forget(projectId: string): void {
    this.database.afterCommit(() => this.known?.delete(projectId));
  }

  private opened(row: ProviderRow): ResolvedProvider['settings'] {
    return {
      baseUrl: row.base_url,
      apiKey: row.api_key === null ? undefined : this.secrets.open(row.api_key, keyContext(row.project_id)),
      model: row.model ?? undefined,
      maxConcurrency: row.max_concurrency,
      requestsPerMinute: row.requests_per_minute,
      timeoutMs: row.timeout_ms,
      prices: readPrices(JSON.parse(row.prices)),
    };
  }
}
