/** What tokens of one model cost, in USD for a million; exact decimals as text. */
export interface ModelPrice {
  readonly input: string;
  readonly output: string;
}

/** How a provider is reached, and how much is asked of it. */
export interface ProviderSettings {
  /** Without a slash at the end: `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  /** The model of requests that name none. */
  readonly model: string | undefined;
  /** Calls that are open at once, of all processes together. */
  readonly maxConcurrency: number;
  /** Calls that begin in a minute, of all processes together; 0: no limit. */
  readonly requestsPerMinute: number;
  /** For one call, to the last byte of its answer. */
  readonly timeoutMs: number;
  readonly prices: ReadonlyMap<string, ModelPrice>;
}

/** The provider that serves a project, and where its settings stand. */
export interface ResolvedProvider {
  readonly settings: ProviderSettings;
  /** `environment`: the operator's, shared by all projects without one of their own, and trusted with any address. */
  readonly source: 'environment' | 'project';
}

/** Bounds and defaults of what callers may set. */
export const PROVIDER_LIMITS = {
  maxConcurrency: { default: 8, max: 1_000 },
  requestsPerMinute: { default: 0, max: 1_000_000 },
  timeoutMs: { default: 60_000, min: 100, max: 600_000 },
  maxPrices: 200,
} as const;
