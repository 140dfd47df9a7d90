import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Database } from '@assay/database';
import { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { nowIso } from '@assay/shared/time';
import { LRUCache } from 'lru-cache';
import { ApiKeyRepository, type ApiKeyRow } from './api-key.repository';
import { hashKey } from './key-material';

/** A key that was looked up; `row` is undefined for a token that is no key. */
interface CachedKey {
  readonly row: ApiKeyRow | undefined;
  readonly caller: Caller | undefined;
  readonly expiresAtMs: number;
}

const CACHED_KEYS = 10_000;
const TOUCH_EVERY_MS = 60_000;

/** Checks API keys: by hash, in constant time, remembered for `KEY_CACHE_MS` so that a busy key costs no statement. */
@Injectable()
export class KeyVerifier {
  private readonly logger = new Logger('Keys');
  private readonly cache: LRUCache<string, CachedKey> | undefined;
  private readonly touchedAtMs = new LRUCache<string, number>({ max: CACHED_KEYS });

  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeyRepository,
    @Inject(CONFIG) config: Config,
  ) {
    this.cache = config.keyCacheMs === 0 ? undefined : new LRUCache({ max: CACHED_KEYS, ttl: config.keyCacheMs });
  }

  /** The caller of a key, or undefined when it is unknown, revoked or expired. */
  async verify(token: string): Promise<Caller | undefined> {
    const hash = hashKey(token);
    const cacheKey = hash.toString('base64');
    let entry = this.cache?.get(cacheKey);
    if (entry === undefined) {
      entry = await this.lookUp(hash);
      this.cache?.set(cacheKey, entry);
    }
    if (entry.row === undefined || entry.expiresAtMs <= Date.now()) return undefined;
    this.touch(entry.row.id);
    return entry.caller;
  }

  /** Forgets a revoked key at once. */
  forget(keyId: string): void {
    for (const [cacheKey, entry] of this.cache?.entries() ?? [])
      if (entry.row?.id === keyId) this.cache?.delete(cacheKey);
  }

  private async lookUp(hash: Buffer): Promise<CachedKey> {
    const row = await this.keys.findByHash(this.database, hash);
    if (row === undefined || !timingSafeEqual(row.hash, hash))
      return { row: undefined, caller: undefined, expiresAtMs: 0 };
    const expiresAtMs = row.expires_at === null ? Infinity : Date.parse(row.expires_at);
    return { row, caller: new Caller(row.role, row.project_id, row.id), expiresAtMs };
  }

  /** Notes the use of a key about once a minute; nobody waits for it, and a failure costs nothing but the note. */
  private touch(keyId: string): void {
    const now = Date.now();
    if (now - (this.touchedAtMs.get(keyId) ?? 0) < TOUCH_EVERY_MS) return;
    this.touchedAtMs.set(keyId, now);
    this.keys
      .touch(this.database, keyId, nowIso())
      .catch((error: unknown) => this.logger.debug(`key use not noted: ${String(error)}`));
  }
}
