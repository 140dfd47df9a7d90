import type { Config } from 'jest';

/** Unit tests and HTTP tests; each HTTP test file runs on a database cloned from a migrated template. */
const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools'],
  testRegex: '\\.spec\\.ts$',
  moduleNameMapper: { '^@assay/(.*)$': '<rootDir>/libs/$1' },
  transform: {
    '^.+\\.ts$': ['ts-jest', { tsconfig: '<rootDir>/tsconfig.json', diagnostics: false }],
  },
  globalSetup: '<rootDir>/libs/testing/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/global-teardown.ts',
  testTimeout: 60_000,
  maxWorkers: 2,
};

export default config;
