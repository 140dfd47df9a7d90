import {
  ChoiceField,
  FlagField,
  InstantField,
  NameField,
  ObjectField,
  ProjectIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PROVIDER_LIMITS } from '../settings/provider-settings';

const MAX_URL_BYTES = 8_192;
const MAX_KEY_BYTES = 4_096;
const { maxConcurrency, requestsPerMinute, timeoutMs } = PROVIDER_LIMITS;

const BASE_URL = {
  description: 'Where the provider speaks OpenAI’s HTTP API; `/chat/completions` is added.',
  example: 'https://api.openai.com/v1',
};
const MODEL = { description: 'The model of requests that name none.', example: 'gpt-4o-mini', optional: true };
const CONCURRENCY = {
  description: 'Calls that are open at once, of all processes together.',
  example: maxConcurrency.default,
};
const PER_MINUTE = {
  description: 'Calls that begin in a minute, of all processes together; 0: no limit.',
  example: 600,
};
const TIMEOUT = { description: 'Milliseconds for one call, to the last byte of its answer.', example: 60_000 };
const PRICES = {
  description: 'USD for a million tokens, by model: what calls cost is reckoned with it.',
  example: { 'gpt-4o-mini': { input: 0.15, output: 0.6 } },
};

/** Body of `PUT /v1/projects/:id/provider`. */
export class PutProviderDto {
  @TextField({ ...BASE_URL, notBlank: true, maxBytes: MAX_URL_BYTES })
  base_url: string;

  @TextField({
    description: 'Sent as a bearer token, kept encrypted, never answered. Left out: the provider gets none.',
    example: 'sk-example',
    optional: true,
    notBlank: true,
    maxBytes: MAX_KEY_BYTES,
  })
  api_key?: string | null;

  @NameField(MODEL)
  model?: string | null;

  @WholeField({
    ...CONCURRENCY,
    optional: true,
    default: maxConcurrency.default,
    min: 1,
    max: maxConcurrency.max,
  })
  max_concurrency?: number | null;

  @WholeField({ ...PER_MINUTE, optional: true, default: requestsPerMinute.default, max: requestsPerMinute.max })
  requests_per_minute?: number | null;

  @WholeField({ ...TIMEOUT, optional: true, default: timeoutMs.default, min: timeoutMs.min, max: timeoutMs.max })
  timeout_ms?: number | null;

  @ObjectField({ ...PRICES, optional: true })
  prices?: Record<string, unknown> | null;
}

/** Which provider serves a project. */
export class ProviderDto {
  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @ChoiceField({
    description: 'Whose it is: of the `project`, of the operator (`environment`), or `none`.',
    choices: ['project', 'environment', 'none'],
    example: 'project',
  })
  source: 'project' | 'environment' | 'none';

  @TextField({ ...BASE_URL, description: 'Where it is; null unless it is the project’s own.', optional: true })
  base_url: string | null;

  @FlagField({ description: 'Whether calls carry a key.', example: true })
  has_api_key: boolean;

  @NameField(MODEL)
  model: string | null;

  @WholeField({ ...CONCURRENCY, optional: true })
  max_concurrency: number | null;

  @WholeField({ ...PER_MINUTE, optional: true })
  requests_per_minute: number | null;

  @WholeField({ ...TIMEOUT, optional: true })
  timeout_ms: number | null;

  @ObjectField(PRICES)
  prices: unknown;

  @InstantField({ description: 'When it was set first.', example: '2026-02-21T22:00:00.000Z', optional: true })
  created_at: string | null;

  @InstantField({ description: 'When it was set last.', example: '2026-02-21T22:00:00.000Z', optional: true })
  updated_at: string | null;
}
