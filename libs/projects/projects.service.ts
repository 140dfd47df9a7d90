import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { ConflictError } from '@assay/shared/errors';
import { projectIdProblem } from '@assay/shared/http/fields';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf, type PageQuery } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import type { CreateProjectDto, ProjectDto, UpdateProjectDto } from './dto/project.dto';
import { ProjectRepository, type ProjectRow, type ProjectSettings } from './project.repository';
import { notFound } from './resource-locator';

const SCOPE = { list: 'projects' };

function shown(row: ProjectRow): ProjectDto {
  const { id, name, retention_days } = row;
  return { id, name, retention_days, created_at: isoMillis(row.created_at) };
}

const isPossible = (id: string): boolean => projectIdProblem(id) === undefined;

function found(id: string, row: ProjectRow | undefined): ProjectDto {
  if (row === undefined) throw notFound('project', id);
  return shown(row);
}

/** Projects by name; most come into being by the first write that names them. */
@Injectable()
export class ProjectsService {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectRepository,
    private readonly cursors: CursorCodec,
  ) {}

  /** @throws {ConflictError} when the id is taken */
  async create(body: CreateProjectDto): Promise<ProjectDto> {
    const settings = { name: body.name?.trim() ?? null, retention_days: body.retention_days ?? null };
    const made = await this.projects.insert(this.database, body.id, settings, nowIso());
    if (made === undefined)
      throw new ConflictError(`a project with the id "${body.id}" exists already`, { field: 'id' });
    return shown(made);
  }

  /** @throws {NotFoundError} for a project that is not there or not for this token */
  async get(caller: Caller, id: string): Promise<ProjectDto> {
    caller.mustSee(id);
    return found(id, isPossible(id) ? await this.projects.find(this.database, id) : undefined);
  }

  /**
   * Sets what the body gives. How long traces are kept holds at once, for those that are there too.
   * @throws {NotFoundError}
   */
  async update(caller: Caller, id: string, body: UpdateProjectDto): Promise<ProjectDto> {
    const changed: Partial<ProjectSettings> = {};
    if (body.name !== undefined) changed.name = body.name?.trim() ?? null;
    if (body.retention_days !== undefined) changed.retention_days = body.retention_days;
    if (Object.keys(changed).length === 0) return this.get(caller, id);
    return found(id, isPossible(id) ? await this.projects.update(this.database, id, changed, nowIso()) : undefined);
  }

  /** Every project, newest first. */
  async list(query: PageQuery): Promise<Page<ProjectDto>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(SCOPE, query.cursor);
    const rows = await this.projects.list(this.database, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(SCOPE, [row.created_at, row.id]));
  }
}
