import type { Config } from '@assay/shared/config';
import { FakeOpenAi } from '@assay/testing';
import { startTestApp, type TestApp } from '../test-app';
import { testConfig } from '../test-config';

/** A service that makes scores in the background, and the provider of language models that it asks. */
export interface JudgedApp {
  readonly api: TestApp;
  readonly fake: FakeOpenAi;
  close(): Promise<void>;
}

/**
 * Starts both. The model is `judge-1`.
 * @param llm settings of the provider that a test is about
 */
export async function startJudgedApp(llm: Partial<Config['llm']> = {}): Promise<JudgedApp> {
  const fake = await FakeOpenAi.start();
  const provider = { ...testConfig().llm, baseUrl: fake.baseUrl, model: 'judge-1', ...llm };
  const api = await startTestApp({ worker: 'inside', llm: provider });
  return {
    api,
    fake,
    async close() {
      await api.close();
      await fake.close();
    },
  };
}
