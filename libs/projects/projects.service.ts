import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { ConflictError } from '@assay/shared/errors';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf, type PageQuery } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import type { CreateProjectDto, ProjectDto } from './dto/project.dto';
import { ProjectRepository, type ProjectRow } from './project.repository';

const SCOPE = { list: 'projects' };

function shown(row: ProjectRow): ProjectDto {
  return { id: row.id, name: row.name, created_at: isoMillis(row.created_at) };
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
    const made = await this.projects.insert(this.database, body.id, body.name?.trim() ?? null, nowIso());
    if (made === undefined)
      throw new ConflictError(`a project with the id "${body.id}" exists already`, { field: 'id' });
    return shown(made);
  }

  /** Every project, newest first. */
  async list(query: PageQuery): Promise<Page<ProjectDto>> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(SCOPE, query.cursor);
    const rows = await this.projects.list(this.database, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(SCOPE, [row.created_at, row.id]));
  }
}
