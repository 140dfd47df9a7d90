import { ConfigError, type Environment, flag, listOf, objectOf, oneOf, optional, whole } from './environment';

/** Every setting of the service, read once at start. Units stand in the names. */
export interface Config {
  /** `production` refuses to start without `ASSAY_API_KEY` and `DATABASE_URL`. */
  readonly mode: 'production' | 'development';
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Folder of the embedded database and of the generated admin key. */
  readonly dataDir: string;
  /** Postgres ≥ 15; without it the embedded Postgres is started. */
  readonly databaseUrl: string | undefined;
  /** Connections of this process. */
  readonly databasePoolSize: number;
  /** After this time without a free connection a request is answered 503. */
  readonly databaseAcquireTimeoutMs: number;
  /** Longest run of one statement before Postgres ends it. */
  readonly databaseStatementTimeoutMs: number;
  /** Admin key given by the operator. */
  readonly adminKey: string | undefined;
  /** What secrets of callers are sealed with. Without it one is kept in the data folder, outside production. */
  readonly secretKey: string | undefined;
  /** Earlier ones, which still open what they sealed. */
  readonly previousSecretKeys: string[];
  /** Whether targets and providers may have private addresses; link-local and metadata addresses never may. */
  readonly outboundPrivate: boolean;
  /** The provider of language models for projects without one of their own. */
  readonly llm: LlmConfig;
  readonly jwt: JwtConfig;
  /** How long a process may go on using a key or token it has checked. */
  readonly keyCacheMs: number;
  /** `/metrics` without a token. */
  readonly metricsPublic: boolean;
  /** Largest JSON body. */
  readonly bodyLimitBytes: number;
  /** Spans in one native ingest request. */
  readonly maxSpansPerRequest: number;
  /** Whether this process brings stored spans into the search index. At least one process must. */
  readonly searchIndexer: boolean;
  /** Whether this process takes jobs from the queue itself, or leaves them to processes of `npm run start:worker`. */
  readonly worker: 'inside' | 'external';
  /** Whether this process deletes traces that their project keeps no longer. At least one process must. */
  readonly retentionPass: boolean;
  /** How often a stream of events shows that it is alive while nothing happens. */
  readonly eventHeartbeatMs: number;
  /** An import ends when no byte arrives for this long. */
  readonly importIdleTimeoutMs: number;
  /** How long a request waits for another one with the same `Idempotency-Key` before it is answered 409. */
  readonly idempotencyWaitMs: number;
  /** Origins that browsers may call from; empty: none; `*`: any. */
  readonly corsOrigins: string[];
  /** Requests a key may make in a minute; 0: no limit. */
  readonly rateLimitPerMinute: number;
  /** Requests in flight before new ones are answered 503. */
  readonly maxConcurrentRequests: number;
  /** Time that requests in flight get when the process is asked to stop. */
  readonly shutdownTimeoutMs: number;
  /** Whether `X-Forwarded-*` of a proxy is believed. */
  readonly trustProxy: boolean;
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

/** The operator's provider of language models; without a base URL there is none. */
export interface LlmConfig {
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  /** The model of requests that name none. */
  readonly model: string | undefined;
  /** Calls that this process has open at once. */
  readonly maxConcurrency: number;
  /** Calls that this process begins in a minute; 0: no limit. */
  readonly requestsPerMinute: number;
  /** For one call, to the last byte of its answer. */
  readonly timeoutMs: number;
  /** By model: `{input, output}` in USD for a million tokens. */
  readonly prices: Record<string, unknown>;
}

/** How JWTs are checked; without a secret and a JWKS URL none is accepted. */
export interface JwtConfig {
  readonly secret: string | undefined;
  readonly jwksUrl: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

function modeOf(env: Environment): Config['mode'] {
  const mode = env.NODE_ENV === 'production' ? 'production' : 'development';
  if (mode === 'production' && !env.ASSAY_API_KEY) {
    throw new ConfigError('ASSAY_API_KEY', 'is required in production: there is no default key');
  }
  return mode;
}

function jwtOf(env: Environment): JwtConfig {
  const secret = optional(env, 'AUTH_JWT_SECRET');
  if (secret !== undefined && Buffer.byteLength(secret) < 32) {
    throw new ConfigError('AUTH_JWT_SECRET', 'must be at least 32 bytes long (RFC 7518, section 3.2)');
  }
  return {
    secret,
    jwksUrl: optional(env, 'AUTH_JWKS_URL'),
    issuer: optional(env, 'AUTH_JWT_ISSUER'),
    audience: optional(env, 'AUTH_JWT_AUDIENCE'),
  };
}

const LLM_BASE_URL = 'https://api.openai.com/v1';

function llmOf(env: Environment): LlmConfig {
  const apiKey = optional(env, 'LLM_API_KEY');
  const baseUrl = optional(env, 'LLM_BASE_URL') ?? (apiKey === undefined ? undefined : LLM_BASE_URL);
  const protocol = baseUrl === undefined ? undefined : URL.parse(baseUrl)?.protocol;
  if (baseUrl !== undefined && protocol !== 'http:' && protocol !== 'https:') {
    throw new ConfigError('LLM_BASE_URL', 'must begin with http:// or https://');
  }
  return {
    baseUrl,
    apiKey,
    model: optional(env, 'LLM_MODEL'),
    maxConcurrency: whole(env, 'LLM_MAX_CONCURRENCY', 8, { min: 1, max: 1_000 }),
    requestsPerMinute: whole(env, 'LLM_REQUESTS_PER_MINUTE', 0, { min: 0, max: 1_000_000 }),
    timeoutMs: whole(env, 'LLM_TIMEOUT_MS', 60_000, { min: 100, max: 600_000 }),
    prices: objectOf(env, 'LLM_PRICES'),
  };
}

function adminKeyOf(env: Environment): string | undefined {
  const key = optional(env, 'ASSAY_API_KEY');
  if (key !== undefined && !/^[\x21-\x7e]{16,256}$/.test(key)) {
    throw new ConfigError('ASSAY_API_KEY', 'must be 16 to 256 printable ASCII characters without spaces');
  }
  return key;
}

const SECRET_KEY = /^[\x21-\x2b\x2d-\x7e]{32,256}$/;

function secretKeysOf(env: Environment): Pick<Config, 'secretKey' | 'previousSecretKeys'> {
  const checked = (variable: string, key: string): string => {
    if (SECRET_KEY.test(key)) return key;
    throw new ConfigError(variable, 'must be 32 to 256 printable ASCII characters without spaces and commas');
  };
  const secretKey = optional(env, 'ASSAY_SECRET_KEY');
  const previous = listOf(env, 'ASSAY_SECRET_KEY_PREVIOUS');
  return {
    secretKey: secretKey === undefined ? undefined : checked('ASSAY_SECRET_KEY', secretKey),
    previousSecretKeys: previous.map((key) => checked('ASSAY_SECRET_KEY_PREVIOUS', key)),
  };
}

/**
 * Reads the settings from the environment.
 * @throws {ConfigError} naming the variable that is missing or has a value that cannot be used
 */
export function loadConfig(env: Environment = process.env): Config {
  return {
    mode: modeOf(env),
    host: optional(env, 'HOST') ?? '127.0.0.1',
    port: whole(env, 'PORT', 3000, { min: 0, max: 65_535 }),
    dataDir: optional(env, 'ASSAY_DATA_DIR') ?? '.assay',
    databaseUrl: optional(env, 'DATABASE_URL'),
    databasePoolSize: whole(env, 'DATABASE_POOL_SIZE', 20, { min: 2, max: 1_000 }),
    databaseAcquireTimeoutMs: whole(env, 'DATABASE_ACQUIRE_TIMEOUT_MS', 10_000, { min: 100, max: 600_000 }),
    databaseStatementTimeoutMs: whole(env, 'DATABASE_STATEMENT_TIMEOUT_MS', 60_000, { min: 0, max: 86_400_000 }),
    adminKey: adminKeyOf(env),
    ...secretKeysOf(env),
    outboundPrivate: flag(env, 'OUTBOUND_PRIVATE', optional(env, 'DATABASE_URL') === undefined),
    llm: llmOf(env),
    jwt: jwtOf(env),
    keyCacheMs: whole(env, 'KEY_CACHE_MS', 3_000, { min: 0, max: 5_000 }),
    metricsPublic: flag(env, 'METRICS_PUBLIC', false),
    bodyLimitBytes: whole(env, 'BODY_LIMIT_BYTES', 20 * 1024 * 1024, { min: 1_024, max: 512 * 1024 * 1024 }),
    maxSpansPerRequest: whole(env, 'MAX_SPANS_PER_REQUEST', 1_000, { min: 1, max: 10_000 }),
    searchIndexer: flag(env, 'SEARCH_INDEXER', true),
    worker: oneOf(env, 'WORKER', ['inside', 'external'] as const, 'inside'),
    retentionPass: flag(env, 'RETENTION_PASS', true),
    eventHeartbeatMs: whole(env, 'EVENT_HEARTBEAT_MS', 15_000, { min: 100, max: 60_000 }),
    importIdleTimeoutMs: whole(env, 'IMPORT_IDLE_TIMEOUT_MS', 30_000, { min: 10, max: 600_000 }),
    idempotencyWaitMs: whole(env, 'IDEMPOTENCY_WAIT_MS', 10_000, { min: 10, max: 600_000 }),
    corsOrigins: listOf(env, 'CORS_ORIGINS'),
    rateLimitPerMinute: whole(env, 'RATE_LIMIT_PER_MINUTE', 0, { min: 0, max: 10_000_000 }),
    maxConcurrentRequests: whole(env, 'MAX_CONCURRENT_REQUESTS', 500, { min: 1, max: 100_000 }),
    shutdownTimeoutMs: whole(env, 'SHUTDOWN_TIMEOUT_MS', 15_000, { min: 0, max: 600_000 }),
    trustProxy: flag(env, 'TRUST_PROXY', false),
    logLevel: oneOf(env, 'LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const, 'info'),
  };
}
