import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '@assay/shared/config';
import { SecretKeyMissingError } from '@assay/shared/errors';
import { keepNewSecret, keptSecret, type SealingKey, sealingKey } from './key-ring';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** A sealed text that cannot be opened: its key is gone, it was changed, or it belongs elsewhere. */
export class SealedValueError extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'SealedValueError';
  }
}

/**
 * Seals what other services gave our callers to keep (header values, API keys) with AES-256-GCM, so that a copy of the
 * database alone tells none of it. The key comes of `ASSAY_SECRET_KEY`; outside production one is made at the first need
 * and kept in the data folder. `ASSAY_SECRET_KEY_PREVIOUS` names keys that still open, for the time of a change.
 */
@Injectable()
export class Secrets {
  private sealing: SealingKey | undefined;
  private opening = new Map<string, SealingKey>();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Seals a text: `v1.<mark of the key>.<base64url of nonce, cipher text and tag>`, another one at each call.
   *
   * @param context where the value stands (table, project, row, name): it opens nowhere else
   * @throws {SecretKeyMissingError} in production without `ASSAY_SECRET_KEY`
   */
  seal(plain: string, context: string): string {
    const { mark, bytes } = (this.sealing ??= this.sealingKey());
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${mark}.${sealed.toString('base64url')}`;
  }

  /**
   * Opens a sealed text.
   *
   * @param context what {@link seal} was given
   * @throws {SealedValueError} when no key that this process has opens it, or it was changed, or sealed for another context
   */
  open(sealed: string, context: string): string {
    const [version, mark = '', body = ''] = sealed.split('.');
    const key = version === VERSION ? this.openingKey(mark) : undefined;
    if (key === undefined) {
      throw new SealedValueError(
        'this value was sealed with another ASSAY_SECRET_KEY: give that key back, or the value',
      );
    }
    const bytes = Buffer.from(body, 'base64url');
    try {
      const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new SealedValueError('this value does not open: it was changed, or sealed for another place');
    }
  }

  private sealingKey(): SealingKey {
    const { secretKey, mode, dataDir } = this.config;
    if (secretKey !== undefined) return sealingKey(secretKey);
    if (mode === 'production') {
      throw new SecretKeyMissingError(
        'secrets cannot be stored: the operator has not set ASSAY_SECRET_KEY (make one with: openssl rand -hex 32)',
      );
    }
    return sealingKey(keptSecret(dataDir) ?? keepNewSecret(dataDir));
  }

  private openingKey(mark: string): SealingKey | undefined {
    // Another process may have made the kept key since: an unknown mark is looked for anew.
    return this.opening.get(mark) ?? (this.opening = this.openingKeys()).get(mark);
  }

  private openingKeys(): Map<string, SealingKey> {
    const { secretKey, previousSecretKeys, mode, dataDir } = this.config;
    const kept = mode === 'production' ? undefined : keptSecret(dataDir);
    const secrets = [secretKey, ...previousSecretKeys, kept].filter((secret) => secret !== undefined);
    return new Map(secrets.map(sealingKey).map((key) => [key.mark, key]));
  }
}
