import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller, Needs } from '@assay/shared/auth';
import { DeletedDto, Documented, IgnoresIdempotencyKey, pageClass } from '@assay/shared/http';
import { type Page, PageQuery } from '@assay/shared/pagination';
import { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './dto/api-key.dto';
import { CreateProjectDto, ProjectDto, UpdateProjectDto } from './dto/project.dto';
import { ApiKeysService } from './keys/api-keys.service';
import { ProjectsService } from './projects.service';

const PROJECT = { id: 'The id of the project.' };
const EXAMPLE = { id: 'proj-1', name: 'Support bot', retention_days: 90, created_at: '2026-02-21T22:00:00.000Z' };
const KEY = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  name: 'ci',
  role: 'write',
  project_id: 'proj-1',
  prefix: 'assay_k7QwH2',
  expires_at: null,
  created_at: '2026-02-21T22:00:00.000Z',
  last_used_at: null,
};
const PAGE = { next_cursor: null, limit: 50 };

/** Projects and their API keys. All but reading one project is for admins only. */
@ApiTags('Projects')
@Authenticated()
@Needs('admin')
@Controller('v1/projects')
export class ProjectsController {
  constructor(
    private readonly projects: ProjectsService,
    private readonly keys: ApiKeysService,
  ) {}

  @Post()
  @Documented({ summary: 'Create a project', status: 201, answers: ProjectDto, example: EXAMPLE, errors: ['CONFLICT'] })
  create(@Body() body: CreateProjectDto): Promise<ProjectDto> {
    return this.projects.create(body);
  }

  @Get()
  @Documented({
    summary: 'List projects, newest first',
    status: 200,
    answers: pageClass(ProjectDto),
    example: { items: [EXAMPLE], ...PAGE },
  })
  list(@Query() query: PageQuery): Promise<Page<ProjectDto>> {
    return this.projects.list(query);
  }

  @Get(':id')
  @Needs('read')
  @Documented({
    summary: 'Fetch a project',
    description: 'Any key of the project may read it.',
    status: 200,
    answers: ProjectDto,
    example: EXAMPLE,
    params: PROJECT,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ProjectDto> {
    return this.projects.get(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change the name of a project, or how long its traces are kept',
    description:
      '`retention_days` has traces deleted in the background once that many days have passed since their first span arrived: whole, with their spans, scores, annotations and queue entry. Spans that arrive later do not prolong it. Dataset items and runs stay. It holds at once, for the traces that are there too; `null` keeps all from now on.',
    status: 200,
    answers: ProjectDto,
    example: EXAMPLE,
    params: PROJECT,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateProjectDto,
  ): Promise<ProjectDto> {
    return this.projects.update(caller, id, body);
  }

  @Post(':id/api-keys')
  @IgnoresIdempotencyKey()
  @Documented({
    summary: 'Create an API key of a project',
    status: 201,
    answers: NewApiKeyDto,
    example: { ...KEY, key: 'assay_k7QwH2…' },
    params: PROJECT,
  })
  createKey(@Param('id') id: string, @Body() body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    return this.keys.create(id, body);
  }

  @Get(':id/api-keys')
  @Documented({
    summary: 'List the API keys of a project, newest first',
    status: 200,
    answers: pageClass(ApiKeyDto),
    example: { items: [KEY], ...PAGE },
    params: PROJECT,
  })
  listKeys(@Param('id') id: string, @Query() query: PageQuery): Promise<Page<ApiKeyDto>> {
    return this.keys.list(id, query);
  }

  @Delete(':id/api-keys/:key_id')
  @Documented({
    summary: 'Revoke an API key',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: KEY.id },
    params: { ...PROJECT, key_id: 'The id of the key.' },
  })
  deleteKey(@Param('id') id: string, @Param('key_id') keyId: string): Promise<DeletedDto> {
    return this.keys.delete(id, keyId);
  }
}
