import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { CONFIG, type Config } from '@assay/shared/config';
import { newId } from '@assay/shared/ids';
import { nowIso } from '@assay/shared/time';
import { ApiKeyRepository } from './api-key.repository';
import { hashKey, keyPrefix, newKey } from './key-material';

const FILE = 'admin-key';

/**
 * The admin key of the installation: `ASSAY_API_KEY`, or one that the first start makes and keeps in the data folder
 * (readable by its owner only), so that later starts can show it again.
 */
@Injectable()
export class AdminKey {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeyRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes sure that the admin key works. Gives it, for the start message; it goes nowhere else. */
  async ensure(): Promise<string> {
    const key = this.config.adminKey ?? this.fromFile() ?? this.writeFile(newKey());
    const hash = hashKey(key);
    const row = {
      id: newId(),
      projectId: null,
      name: 'admin',
      role: 'admin' as const,
      hash,
      prefix: keyPrefix(key),
      createdAt: nowIso(),
      expiresAt: null,
    };
    await this.database.transaction(async (tx) => {
      await this.keys.insert(tx, row);
      // A key the operator sets replaces every earlier one: who rotates it expects the old one to stop working.
      if (this.config.adminKey !== undefined) await this.keys.deleteOtherAdmins(tx, hash);
    });
    return key;
  }

  private fromFile(): string | undefined {
    try {
      const key = readFileSync(join(this.config.dataDir, FILE), 'utf8').trim();
      return key === '' ? undefined : key;
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private writeFile(key: string): string {
    mkdirSync(this.config.dataDir, { recursive: true });
    writeFileSync(join(this.config.dataDir, FILE), `${key}\n`, { mode: 0o600 });
    return key;
  }
}
