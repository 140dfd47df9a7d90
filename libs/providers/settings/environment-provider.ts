import type { LlmConfig } from '@assay/shared/config';
import type { ResolvedProvider } from './provider-settings';
import { PricesError, readPrices } from './prices';

/**
 * The provider of the operator's settings, if they name one.
 * @throws {Error} when its prices cannot be used
 */
export function environmentProvider(llm: LlmConfig): ResolvedProvider | undefined {
  if (llm.baseUrl === undefined) return undefined;
  const { baseUrl, apiKey, model, maxConcurrency, requestsPerMinute, timeoutMs, prices } = llm;
  const settings = { apiKey, model, maxConcurrency, requestsPerMinute, timeoutMs, prices: pricesOf(prices) };
  return { source: 'environment', settings: { baseUrl: baseUrl.replace(/\/+$/, ''), ...settings } };
}

function pricesOf(prices: Record<string, unknown>): ReturnType<typeof readPrices> {
  try {
    return readPrices(prices);
  } catch (error) {
    if (!(error instanceof PricesError)) throw error;
    throw new Error(`LLM_PRICES ${error.field} ${error.message}`, { cause: error });
  }
}
