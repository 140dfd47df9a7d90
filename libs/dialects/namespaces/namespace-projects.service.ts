import { Injectable } from '@nestjs/common';
import { NamespacesService, type SlugProject } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import type {
  CreateNamespaceDto,
  CreateNamespaceProjectDto,
  NamespaceDto,
  NamespaceProjectDto,
  NamespaceProjectsPageDto,
  NamespacesPageDto,
} from './dto/namespace.dto';
import { type NumberedPageQuery, pageOf, sliceOf } from './paging';
import type { ProjectPlace } from './places';

function shown(project: SlugProject): NamespaceProjectDto {
  return { ...project, projectId: project.id };
}

/** Namespaces and their projects. */
@Injectable()
export class NamespaceProjectsService {
  constructor(private readonly namespaces: NamespacesService) {}

  /** @throws {ConflictError} when the slug is taken */
  create(body: CreateNamespaceDto): Promise<NamespaceDto> {
    return this.namespaces.create(body);
  }

  /** A page of all namespaces, newest first. */
  async list(query: NumberedPageQuery): Promise<NamespacesPageDto> {
    const slice = await this.namespaces.slice(sliceOf(query));
    return { namespaces: slice.rows, ...pageOf(query, slice) };
  }

  /** @throws {NotFoundError} */
  get(slug: string): Promise<NamespaceDto> {
    return this.namespaces.get(slug);
  }

  /**
   * @throws {NotFoundError} for the namespace
   * @throws {ConflictError} when the slug is taken in the namespace
   */
  async createProject(namespace: string, body: CreateNamespaceProjectDto): Promise<NamespaceProjectDto> {
    return shown(await this.namespaces.createProject(namespace, body));
  }

  /** A page of the projects of a namespace, newest first. @throws {NotFoundError} for the namespace */
  async listProjects(namespace: string, query: NumberedPageQuery): Promise<NamespaceProjectsPageDto> {
    const slice = await this.namespaces.sliceOfProjects(namespace, sliceOf(query));
    return { projects: slice.rows.map(shown), ...pageOf(query, slice) };
  }

  /** @throws {NotFoundError} */
  async getProject(caller: Caller, { slug, projectSlug }: ProjectPlace): Promise<NamespaceProjectDto> {
    return shown(await this.namespaces.getProject(caller, slug, projectSlug));
  }
}
