import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ProjectRegistry } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { InvalidRequestError } from '@assay/shared/errors';
import { invalidFields, projectIdProblem } from '@assay/shared/http/fields';
import { jsonText, rawJson } from '@assay/shared/json';
import { Outbound } from '@assay/shared/outbound';
import { Secrets } from '@assay/shared/secrets';
import { isoMillis, nowIso } from '@assay/shared/time';
import type { ProviderDto, PutProviderDto } from '../dto/provider.dto';
import { environmentProvider } from './environment-provider';
import { PricesError, readPrices } from './prices';
import { PROVIDER_LIMITS, type ResolvedProvider } from './provider-settings';
import { ProviderDirectory } from './provider-directory';
import { type ProviderRow, ProvidersRepository } from './providers.repository';
import { keyContext } from './sealed-key';

/** Keys travel in a header. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

/** Which provider of language models serves a project. */
@Injectable()
export class ProvidersService {
  private readonly ofOperator: ResolvedProvider | undefined;

  constructor(
    private readonly database: Database,
    private readonly providers: ProvidersRepository,
    private readonly directory: ProviderDirectory,
    private readonly projects: ProjectRegistry,
    private readonly outbound: Outbound,
    private readonly secrets: Secrets,
    @Inject(CONFIG) config: Config,
  ) {
    this.ofOperator = environmentProvider(config.llm);
  }

  /**
   * What serves a project; the key is never answered.
   * @throws {NotFoundError} for a project that is not there or not for this token
   */
  async find(caller: Caller, projectId: string): Promise<ProviderDto> {
    mustBeVisible(caller, projectId);
    const found = await this.providers.findOfProject(this.database, projectId);
    if (found === undefined) throw notFound('project', projectId);
    if (found.row !== undefined) return shown(found.row);
    return this.ofOperator === undefined
      ? { ...NOTHING, project_id: projectId }
      : { ...shownOfOperator(this.ofOperator), project_id: projectId };
  }

  /**
   * Sets the provider of a project, whole: what the body leaves out gets its default, the key included.
   * @throws {InvalidRequestError} for a URL that may not be called, a key that cannot be sent, or bad prices
   * @throws {SecretKeyMissingError} when the operator gave nothing to seal the key with
   */
  async put(caller: Caller, projectId: string, body: PutProviderDto): Promise<ProviderDto> {
    mustBeVisible(caller, projectId);
    const provider = {
      project_id: projectId,
      base_url: this.baseUrl(body.base_url),
      api_key: body.api_key == null ? null : this.sealed(projectId, body.api_key),
      model: body.model?.trim() ?? null,
      max_concurrency: body.max_concurrency ?? PROVIDER_LIMITS.maxConcurrency.default,
      requests_per_minute: body.requests_per_minute ?? PROVIDER_LIMITS.requestsPerMinute.default,
      timeout_ms: body.timeout_ms ?? PROVIDER_LIMITS.timeoutMs.default,
      prices: pricesText(body.prices ?? {}),
      updated_at: nowIso(),
    };
    const row = await this.database.transaction(async (tx) => {
      await this.projects.ensure(tx, projectId);
      return this.providers.put(tx, provider);
    });
    this.directory.forget(projectId);
    return shown(row);
  }

  /** @throws {NotFoundError} when the project has no provider of its own */
  async delete(caller: Caller, projectId: string): Promise<{ deleted: true; id: string }> {
    mustBeVisible(caller, projectId);
    const wasThere = await this.providers.delete(this.database, projectId);
    this.directory.forget(projectId);
    if (!wasThere) throw notFound('provider', projectId);
    return { deleted: true, id: projectId };
  }

  private baseUrl(sent: string): string {
    const url = URL.parse(sent);
    const isBare = url !== null && url.search === '' && url.hash === '';
    const problem = this.outbound.urlProblem(sent) ?? (isBare ? undefined : 'must have neither a query nor a fragment');
    if (problem !== undefined) throw invalidFields([{ field: 'base_url', reason: problem }]);
    return sent.replace(/\/+$/, '');
  }

  private sealed(projectId: string, key: string): string {
    if (!HEADER_TEXT.test(key)) {
      throw invalidFields([{ field: 'api_key', reason: 'must be printable ASCII characters without spaces' }]);
    }
    return this.secrets.seal(key, keyContext(projectId));
  }
}

const NOTHING: Omit<ProviderDto, 'project_id'> = {
  source: 'none',
  base_url: null,
  has_api_key: false,
  model: null,
  max_concurrency: null,
  requests_per_minute: null,
  timeout_ms: null,
  prices: {},
  created_at: null,
  updated_at: null,
};

/** A project that does not exist, may not be seen or cannot exist is not found, alike. */
function mustBeVisible(caller: Caller, projectId: string): void {
  caller.mustSee(projectId);
  if (projectIdProblem(projectId) !== undefined) throw notFound('project', projectId);
}

function pricesText(prices: unknown): string {
  try {
    readPrices(prices);
  } catch (error) {
    if (!(error instanceof PricesError)) throw error;
    const field = error.field === '' ? 'prices' : `prices.${error.field}`;
    throw new InvalidRequestError(
      `${field} ${error.message}`,
      { field, errors: [{ field, reason: error.message }] },
      { cause: error },
    );
  }
  return jsonText(prices);
}

function shown(row: ProviderRow): ProviderDto {
  return {
    project_id: row.project_id,
    source: 'project',
    base_url: row.base_url,
    has_api_key: row.api_key !== null,
    model: row.model,
    max_concurrency: row.max_concurrency,
    requests_per_minute: row.requests_per_minute,
    timeout_ms: row.timeout_ms,
    prices: rawJson(row.prices),
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}

/** Where the operator's provider stands is not the callers' to know. */
function shownOfOperator({ settings }: ResolvedProvider): Omit<ProviderDto, 'project_id'> {
  return {
    ...NOTHING,
    source: 'environment',
    has_api_key: settings.apiKey !== undefined,
    model: settings.model ?? null,
    max_concurrency: settings.maxConcurrency,
    requests_per_minute: settings.requestsPerMinute,
    timeout_ms: settings.timeoutMs,
  };
}
