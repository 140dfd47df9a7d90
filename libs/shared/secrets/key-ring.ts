import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'secret-key';
const KEY_BYTES = 32;

/** A key that seals, with the mark by which sealed texts name it. */
export interface SealingKey {
  /** 8 hexadecimal digits of a hash of the key: tells keys apart and says nothing of them. */
  readonly mark: string;
  readonly bytes: Buffer;
}

/** The key (256 bits, by HKDF-SHA-256) of a secret that people chose. */
export function sealingKey(secret: string): SealingKey {
  const bytes = Buffer.from(hkdfSync('sha256', secret, '', 'assay sealed values, version 1', KEY_BYTES));
  const mark = createHash('sha256').update('mark').update(bytes).digest('hex').slice(0, 8);
  return { mark, bytes };
}

/** The secret that is kept in the data folder, if there is one. */
export function keptSecret(dataDir: string): string | undefined {
  try {
    const secret = readFileSync(join(dataDir, FILE), 'utf8').trim();
    return secret === '' ? undefined : secret;
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Makes a secret and keeps it in the data folder, readable by its owner only. Of several processes that do so at once
 * one wins: all of them get its secret, and none sees half of it.
 */
export function keepNewSecret(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true });
  const draft = join(dataDir, `${FILE}.${process.pid}.${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, join(dataDir, FILE));
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  const secret = keptSecret(dataDir);
  if (secret === undefined) throw new Error(`${join(dataDir, FILE)} is empty; remove it, or set ASSAY_SECRET_KEY`);
  return secret;
}
