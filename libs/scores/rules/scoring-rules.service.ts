import { Injectable } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound, ProjectRegistry, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ConflictError, InvalidRequestError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { decimalText, invalidFields } from '@assay/shared/http/fields';
import { newId } from '@assay/shared/ids';
import { isUnitInterval, jsonText, rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import { SpanSelector } from '@assay/traces';
import { BackgroundScores } from '../background/background-scores';
import { NamedScorers } from '../named/named-scorers';
import type {
  CreateScoringRuleDto,
  RuleScorerDto,
  ScoringRuleDto,
  ScoringRulesQuery,
  UpdateScoringRuleDto,
} from '../dto/scoring-rule.dto';
import { withPlace } from './error-place';
import { prepareScore } from '../score-maker';
import { type RuleColumns, type RuleRow, ScoringRuleRepository } from './scoring-rule.repository';

/** Each is asked about every stored batch of spans. */
const MAX_RULES = 100;

/** Rules that score the new spans of a project in the background. */
@Injectable()
export class ScoringRulesService {
  constructor(
    private readonly database: Database,
    private readonly rules: ScoringRuleRepository,
    private readonly spans: SpanSelector,
    private readonly background: BackgroundScores,
    private readonly named: NamedScorers,
    private readonly projects: ProjectRegistry,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * @throws {InvalidRequestError} for a filter, rate or scorer that cannot be used, or one rule too many
   * @throws {ConflictError} when the name is taken in the project
   * @throws as `prepareScore` and {@link BackgroundScores.mustBeAvailable}
   */
  async create(caller: Caller, body: CreateScoringRuleDto): Promise<ScoringRuleDto> {
    const projectId = caller.projectOfBody(body.project_id);
    const { name, enabled, filter, sampling_rate, target_kind, scorer } = body;
    const columns: RuleColumns = {
      name: name.trim(),
      is_enabled: enabled ?? true,
      filter: this.filterText(filter ?? {}),
      sampling_rate: sampling_rate == null ? '1' : rateText(sampling_rate),
      target_kind: target_kind ?? 'root',
      ...(await this.scorerColumns(projectId, scorer)),
    };
    await this.projects.ensure(this.database, projectId);
    const key = { projectId, id: newId(), createdAt: nowIso() };
    const row = await named(columns.name, () => this.rules.insert(this.database, key, columns, MAX_RULES));
    if (row !== undefined) return shown(row);
    throw new InvalidRequestError(`a project has at most ${MAX_RULES} rules`, { limit: MAX_RULES });
  }

  /** The rules of a project, newest first. */
  async list(caller: Caller, query: ScoringRulesQuery): Promise<Page<ScoringRuleDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'scoring rules', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.rules.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /** @throws {NotFoundError} */
  async find(caller: Caller, id: string): Promise<ScoringRuleDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'scoring_rule', id);
    const row = await this.rules.find(this.database, projectId, id);
    if (row === undefined) throw notFound('scoring_rule', id);
    return shown(row);
  }

  /**
   * Sets what the body gives; spans that the rule has taken are not taken again.
   * @throws {NotFoundError} and as {@link create}
   */
  async update(caller: Caller, id: string, body: UpdateScoringRuleDto): Promise<ScoringRuleDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'scoring_rule', id);
    const { name, enabled, filter, sampling_rate, target_kind, scorer } = body;
    const columns: Partial<RuleColumns> = {
      name: name?.trim(),
      is_enabled: enabled,
      filter: filter === undefined ? undefined : this.filterText(filter),
      sampling_rate: sampling_rate === undefined ? undefined : rateText(sampling_rate),
      target_kind,
      ...(scorer === undefined ? {} : await this.scorerColumns(projectId, scorer)),
    };
    const row = await named(name ?? '', () => this.rules.update(this.database, projectId, id, columns, nowIso()));
    if (row === undefined) throw notFound('scoring_rule', id);
    return shown(row);
  }

  /** Removes a rule; its scores stay. @throws {NotFoundError} */
  async delete(caller: Caller, id: string): Promise<DeletedDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'scoring_rule', id);
    if (!(await this.rules.delete(this.database, projectId, id))) throw notFound('scoring_rule', id);
    return { deleted: true, id };
  }

  private filterText(filter: Record<string, unknown>): string {
    this.spans.read(filter);
    return jsonText(filter);
  }

  private async scorerColumns(
    projectId: string,
    request: RuleScorerDto,
  ): Promise<Pick<RuleColumns, 'scorer_name' | 'scorer' | 'config'>> {
    const [{ scorer_name, scorer, config } = request] = await this.named.resolve(
      projectId,
      [request],
      () => 'scorer.',
      'scorer_name',
    );
    const prepared = withPlace('scorer', () => prepareScore({ scorer_name, scorer, config }));
    await this.background.mustBeAvailable(projectId, [prepared]);
    const name = scorer_name.trim();
    return {
      scorer_name: name,
      scorer: typeof scorer === 'string' ? scorer : name,
      config: config == null ? null : jsonText(config),
    };
  }
}

function rateText(rate: unknown): string {
  if (isUnitInterval(rate)) return decimalText(rate);
  throw invalidFields([{ field: 'sampling_rate', reason: 'must be from 0 to 1' }]);
}

async function named<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!violates(error, 'scoring_rules_name')) throw error;
    throw new ConflictError(`a rule named "${name}" exists in this project`, { field: 'name' }, { cause: error });
  }
}

function shown(row: RuleRow): ScoringRuleDto {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    enabled: row.is_enabled,
    filter: rawJson(row.filter),
    sampling_rate: rawJson(row.sampling_rate),
    target_kind: row.target_kind,
    scorer: {
      scorer_name: row.scorer_name,
      scorer: row.scorer,
      config: row.config === null ? null : rawJson(row.config),
    },
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}
