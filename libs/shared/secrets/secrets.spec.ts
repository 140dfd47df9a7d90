import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '@assay/shared/config';
import { SealedValueError, Secrets } from './index';

const KEY = 'k'.repeat(32);
const CONTEXT = 'target/proj-1/Authorization';
const PRODUCTION = { NODE_ENV: 'production', ASSAY_API_KEY: 'a'.repeat(16) };

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'secrets-'))));
afterEach(() => rmSync(dataDir, { recursive: true }));

function secretsOf(env: Record<string, string> = {}): Secrets {
  const config: Config = loadConfig({ ASSAY_DATA_DIR: dataDir, ...env });
  return new Secrets(config);
}

describe('sealed values', () => {
  it('open to what was sealed, whatever characters it holds', () => {
    const secrets = secretsOf({ ASSAY_SECRET_KEY: KEY });
    for (const plain of ['', 'Bearer abc', 'ключ 🔑', 'x'.repeat(10_000)]) {
      expect(secrets.open(secrets.seal(plain, CONTEXT), CONTEXT)).toBe(plain);
    }
  });

  it('differ at each call and do not hold the text', () => {
    const secrets = secretsOf({ ASSAY_SECRET_KEY: KEY });
    const [first, second] = [secrets.seal('Bearer abc', CONTEXT), secrets.seal('Bearer abc', CONTEXT)];
    expect(first).not.toBe(second);
    expect(Buffer.from(first.split('.')[2] as string, 'base64url').toString('latin1')).not.toContain('Bearer');
  });

  it('do not open in another context, or when a bit was changed', () => {
    const secrets = secretsOf({ ASSAY_SECRET_KEY: KEY });
    const sealed = secrets.seal('Bearer abc', CONTEXT);
    expect(() => secrets.open(sealed, 'target/proj-2/Authorization')).toThrow(SealedValueError);
    const [version, mark, body] = sealed.split('.');
    const bytes = Buffer.from(body as string, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] as number) ^ 1;
      expect(() => secrets.open([version, mark, changed.toString('base64url')].join('.'), CONTEXT)).toThrow(
        SealedValueError,
      );
    }
  });

  it.each(['', 'v1', 'v1..', 'v2.00000000.AAAA', 'not sealed'])('%j is refused with a reason', (text) => {
    expect(() => secretsOf({ ASSAY_SECRET_KEY: KEY }).open(text, CONTEXT)).toThrow(SealedValueError);
  });

  it('shortened ones are refused', () => {
    const secrets = secretsOf({ ASSAY_SECRET_KEY: KEY });
    const sealed = secrets.seal('', CONTEXT);
    for (let length = 12; length < sealed.length; length += 1) {
      expect(() => secrets.open(sealed.slice(0, length), CONTEXT)).toThrow(SealedValueError);
    }
  });
});

describe('the key', () => {
  it('that was replaced still opens, and the new one seals', () => {
    const sealedBefore = secretsOf({ ASSAY_SECRET_KEY: KEY }).seal('Bearer abc', CONTEXT);
    const changed = secretsOf({
      ASSAY_SECRET_KEY: 'n'.repeat(32),
      ASSAY_SECRET_KEY_PREVIOUS: `${'z'.repeat(40)},${KEY}`,
    });
    expect(changed.open(sealedBefore, CONTEXT)).toBe('Bearer abc');
    const alone = secretsOf({ ASSAY_SECRET_KEY: 'n'.repeat(32) });
    expect(alone.open(changed.seal('new', CONTEXT), CONTEXT)).toBe('new');
    expect(() => alone.open(sealedBefore, CONTEXT)).toThrow(/another ASSAY_SECRET_KEY/);
  });

  it('is required in production, and only to store a secret: SECRET_KEY_MISSING', () => {
    const secrets = secretsOf(PRODUCTION);
    expect(() => secrets.seal('Bearer abc', CONTEXT)).toThrow(
      expect.objectContaining({ code: 'SECRET_KEY_MISSING', status: 422 }) as Error,
    );
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('is otherwise made at the first need and kept, readable by its owner only', () => {
    const folder = join(dataDir, 'new');
    const secrets = secretsOf({ ASSAY_DATA_DIR: folder });
    expect(existsSync(folder)).toBe(false);
    const sealed = secrets.seal('Bearer abc', CONTEXT);
    expect(readdirSync(folder)).toEqual(['secret-key']);
    expect(statSync(join(folder, 'secret-key')).mode & 0o777).toBe(0o600);
    expect(secretsOf({ ASSAY_DATA_DIR: folder }).open(sealed, CONTEXT)).toBe('Bearer abc');
  });

  it('that another process keeps meanwhile is found', () => {
    const reader = secretsOf();
    expect(() => reader.open('v1.00000000.AAAA', CONTEXT)).toThrow(SealedValueError);
    const [writer, other] = [secretsOf(), secretsOf()];
    const sealed = [writer.seal('one', CONTEXT), other.seal('two', CONTEXT)];
    expect(sealed.map((text) => reader.open(text, CONTEXT))).toEqual(['one', 'two']);
  });

  it.each([['short'], ['with space'.padEnd(40)], ['é'.repeat(40)]])('%j is refused at start', (key) => {
    expect(() => loadConfig({ ASSAY_SECRET_KEY: `${key}.` })).toThrow(/ASSAY_SECRET_KEY must be 32 to 256/);
    expect(() => loadConfig({ ASSAY_SECRET_KEY_PREVIOUS: `${KEY},${key}.` })).toThrow(/ASSAY_SECRET_KEY_PREVIOUS/);
  });
});
