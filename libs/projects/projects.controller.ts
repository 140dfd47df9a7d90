import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Needs } from '@assay/shared/auth';
import { DeletedDto, Documented, IgnoresIdempotencyKey, pageClass } from '@assay/shared/http';
import { type Page, PageQuery } from '@assay/shared/pagination';
import { ApiKeyDto, CreateApiKeyDto, NewApiKeyDto } from './dto/api-key.dto';
import { CreateProjectDto, ProjectDto } from './dto/project.dto';
import { ApiKeysService } from './keys/api-keys.service';
import { ProjectsService } from './projects.service';

const PROJECT = { id: 'The id of the project.' };

/** Projects and their API keys. Admins only. */
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
  @Documented({ summary: 'Create a project', status: 201, answers: ProjectDto, errors: ['CONFLICT'] })
  create(@Body() body: CreateProjectDto): Promise<ProjectDto> {
    return this.projects.create(body);
  }

  @Get()
  @Documented({ summary: 'List projects, newest first', status: 200, answers: pageClass(ProjectDto) })
  list(@Query() query: PageQuery): Promise<Page<ProjectDto>> {
    return this.projects.list(query);
  }

  @Post(':id/api-keys')
  @IgnoresIdempotencyKey()
  @Documented({ summary: 'Create an API key of a project', status: 201, answers: NewApiKeyDto, params: PROJECT })
  createKey(@Param('id') id: string, @Body() body: CreateApiKeyDto): Promise<NewApiKeyDto> {
    return this.keys.create(id, body);
  }

  @Get(':id/api-keys')
  @Documented({
    summary: 'List the API keys of a project, newest first',
    status: 200,
    answers: pageClass(ApiKeyDto),
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
    params: { ...PROJECT, key_id: 'The id of the key.' },
  })
  deleteKey(@Param('id') id: string, @Param('key_id') keyId: string): Promise<DeletedDto> {
    return this.keys.delete(id, keyId);
  }
}
