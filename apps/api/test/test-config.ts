import { type Config, loadConfig } from '@assay/shared/config';

/** The admin key of test apps. */
export const ADMIN_KEY = 'test-admin-key-0123456789';

/**
 * Settings of a test app: the defaults, fixed keys, no work in the background, and what a test is about. One that is
 * about jobs says `{ worker: 'inside' }`.
 */
export function testConfig(overrides: Partial<Config> = {}): Config {
  return {
    ...loadConfig({
      ASSAY_API_KEY: ADMIN_KEY,
      ASSAY_SECRET_KEY: 'test-secret-key-0123456789-abcdefgh',
      LOG_LEVEL: 'silent',
      PORT: '0',
      SEARCH_INDEXER: 'false',
      WORKER: 'external',
      RETENTION_PASS: 'false',
    }),
    ...overrides,
  };
}
