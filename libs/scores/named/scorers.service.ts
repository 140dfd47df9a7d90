import { Injectable } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound, ProjectRegistry } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ConflictError, UnavailableError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { invalidFields } from '@assay/shared/http/fields';
import { isServerId, newId } from '@assay/shared/ids';
import { jsonText, rawJson, readJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import type { BuiltInScorersDto, CreateScorerDto, ScorerDto, ScorersQuery, UpdateScorerDto } from '../dto/scorer.dto';
import { describeBuiltIns, isBuiltIn } from '../built-in-scorers';
import { prepareScore } from '../score-maker';
import { NamedScorers } from './named-scorers';
import { type ScorerColumns, ScorerRepository, type ScorerRow } from './scorer.repository';

type Config = Record<string, unknown>;

const MAX_ATTEMPTS = 60;

function shown(row: ScorerRow): ScorerDto {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    description: row.description,
    scorer: row.scorer,
    config: rawJson(row.config),
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}

/** Named configurations of scorers, checked when they are written. */
@Injectable()
export class ScorersService {
  constructor(
    private readonly database: Database,
    private readonly scorers: ScorerRepository,
    private readonly named: NamedScorers,
    private readonly registry: ProjectRegistry,
    private readonly cursors: CursorCodec,
  ) {}

  /** Every scorer that the server computes. */
  builtIn(): BuiltInScorersDto {
    return { items: describeBuiltIns().map((scorer) => ({ ...scorer, range: [0, 1] })) };
  }

  /**
   * @throws {InvalidRequestError} for an unknown scorer, or a name that a built-in scorer has
   * @throws {InvalidScorerConfigError} when the scorer cannot use its configuration
   * @throws {ConflictError} when the name is taken in the project
   */
  async create(caller: Caller, body: CreateScorerDto): Promise<ScorerDto> {
    const projectId = caller.projectOfBody(body.project_id);
    const config = body.of == null ? (body.config ?? {}) : { of: body.of, ...body.config };
    const columns = {
      name: freeName(body.name.trim()),
      description: body.description ?? null,
      scorer: body.scorer.trim(),
      config: jsonText(config),
    };
    await this.check(projectId, columns);
    await this.registry.ensure(this.database, projectId);
    const row = await this.unique(columns.name, () =>
      this.scorers.insert(this.database, projectId, newId(), columns, nowIso()),
    );
    this.forget(projectId);
    return shown(row);
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, id: string): Promise<ScorerDto> {
    return shown(await this.row(caller, id));
  }

  /** The configurations of a project, newest first. */
  async list(caller: Caller, query: ScorersQuery): Promise<Page<ScorerDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'scorers', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.scorers.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /**
   * Sets what the body gives; scorer and configuration are checked together when one of them is sent. Of changes at once each is made. Scores that were made stay.
   * @throws {NotFoundError} and as {@link create}
   */
  async update(caller: Caller, id: string, body: UpdateScorerDto): Promise<ScorerDto> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      const row = await this.row(caller, id);
      if (Object.values({ ...body }).every((value) => value === undefined)) return shown(row);
      const columns = {
        name: freeName(body.name?.trim() ?? row.name),
        description: body.description === undefined ? row.description : body.description,
        scorer: body.scorer?.trim() ?? row.scorer,
        config: body.config === undefined ? row.config : jsonText(body.config ?? {}),
      };
      // What stands is not held against scorers that have changed since.
      if (columns.scorer !== row.scorer || body.config !== undefined) await this.check(row.project_id, columns);
      const made = await this.unique(columns.name, () => this.scorers.update(this.database, row, columns, nowIso()));
      this.forget(row.project_id);
      if (made !== undefined) return shown(made);
    }
    throw new UnavailableError('others are changing this scorer; try again', {}, { retryAfterSeconds: 1 });
  }

  /**
   * Removes a configuration. Scores that were made stay.
   * @throws {NotFoundError}
   */
  async delete(caller: Caller, id: string): Promise<DeletedDto> {
    const { project_id: projectId } = await this.row(caller, id);
    if (!(await this.scorers.remove(this.database, projectId, id))) throw notFound('scorer', id);
    this.forget(projectId);
    return { deleted: true, id };
  }

  /** Refuses what its scorer cannot use. Parts of a group that are scorers of the project stay what they are called. */
  private async check(projectId: string, { name, scorer, config }: ScorerColumns): Promise<void> {
    const request = { scorer_name: name, scorer, config: readJson(config, { exactPaths: {} }) as Config };
    const [resolved = request] = isBuiltIn(scorer) ? await this.named.resolve(projectId, [request]) : [];
    prepareScore(resolved);
  }

  private forget(projectId: string): void {
    this.named.forget(projectId);
    this.database.afterCommit(() => this.named.forget(projectId));
  }

  private async row(caller: Caller, id: string): Promise<ScorerRow> {
    const row = isServerId(id) ? await this.scorers.find(this.database, caller.boundProject, id) : undefined;
    if (row === undefined) throw notFound('scorer', id);
    return row;
  }

  private async unique<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!violates(error, 'scorers_name')) throw error;
      throw new ConflictError(`a scorer named "${name}" exists in this project`, { field: 'name' }, { cause: error });
    }
  }
}

/** @throws {InvalidRequestError} for the name of a built-in scorer */
function freeName(name: string): string {
  if (!isBuiltIn(name)) return name;
  throw invalidFields([{ field: 'name', reason: 'is that of a built-in scorer: choose another one' }]);
}
