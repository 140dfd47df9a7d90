import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller, Needs } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import {
  CreateNamespaceDto,
  CreateNamespaceProjectDto,
  NamespaceDto,
  NamespaceProjectDto,
  NamespaceProjectsPageDto,
  NamespacesPageDto,
} from './dto/namespace.dto';
import { EXAMPLES } from './examples';
import { NamespaceProjectsService } from './namespace-projects.service';
import { NumberedPageQuery } from './paging';
import { PROJECT_PARAMS, ProjectPlace } from './places';

const NAMESPACE = { slug: PROJECT_PARAMS.slug };

/** Namespaces, and the projects that they know by slugs. */
@ApiTags('Namespaces')
@Authenticated()
@Controller('namespaces')
export class NamespacesController {
  constructor(private readonly projects: NamespaceProjectsService) {}

  @Post()
  @Needs('admin')
  @Documented({
    summary: 'Create a namespace',
    description: 'Admins only.',
    status: 201,
    answers: NamespaceDto,
    example: EXAMPLES.namespace,
    errors: ['CONFLICT'],
  })
  create(@Body() body: CreateNamespaceDto): Promise<NamespaceDto> {
    return this.projects.create(body);
  }

  @Get()
  @Needs('admin')
  @Documented({
    summary: 'List namespaces, newest first',
    description: 'Admins only.',
    status: 200,
    answers: NamespacesPageDto,
    example: EXAMPLES.namespaces,
  })
  list(@Query() query: NumberedPageQuery): Promise<NamespacesPageDto> {
    return this.projects.list(query);
  }

  @Get(':slug')
  @Needs('admin')
  @Documented({
    summary: 'Get a namespace',
    description: 'Admins only.',
    status: 200,
    answers: NamespaceDto,
    example: EXAMPLES.namespace,
    params: NAMESPACE,
  })
  get(@Param('slug') slug: string): Promise<NamespaceDto> {
    return this.projects.get(slug);
  }

  @Post(':slug/projects')
  @Needs('admin')
  @Documented({
    summary: 'Create a project in a namespace',
    description:
      'The server makes its id, by which the project is known on every other surface, for API keys too. Admins only.',
    status: 201,
    answers: NamespaceProjectDto,
    example: EXAMPLES.project,
    errors: ['CONFLICT'],
    params: NAMESPACE,
  })
  createProject(@Param('slug') slug: string, @Body() body: CreateNamespaceProjectDto): Promise<NamespaceProjectDto> {
    return this.projects.createProject(slug, body);
  }

  @Get(':slug/projects')
  @Needs('admin')
  @Documented({
    summary: 'List the projects of a namespace, newest first',
    description: 'Admins only.',
    status: 200,
    answers: NamespaceProjectsPageDto,
    example: EXAMPLES.projects,
    params: NAMESPACE,
  })
  listProjects(@Param('slug') slug: string, @Query() query: NumberedPageQuery): Promise<NamespaceProjectsPageDto> {
    return this.projects.listProjects(slug, query);
  }

  @Get(':slug/projects/:projectSlug')
  @Documented({
    summary: 'Get a project of a namespace',
    status: 200,
    answers: NamespaceProjectDto,
    example: EXAMPLES.project,
    params: PROJECT_PARAMS,
  })
  getProject(@CurrentCaller() caller: Caller, @Param() place: ProjectPlace): Promise<NamespaceProjectDto> {
    return this.projects.getProject(caller, place);
  }
}
