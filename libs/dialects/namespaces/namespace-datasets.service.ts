import { Injectable } from '@nestjs/common';
import { type DatasetDto, DatasetsService, SoftDeletionService } from '@assay/datasets';
import { NamespacesService } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import type {
  CreateNamespaceDatasetDto,
  DatasetWithCollectionsDto,
  ListedDatasetDto,
  NamespaceDatasetDto,
  NamespaceDatasetsPageDto,
  SucceededDto,
  UpdateNamespaceDatasetDto,
} from './dto/dataset.dto';
import { type NumberedPageQuery, pageOf, sliceOf } from './paging';
import type { DatasetPlace, ProjectPlace } from './places';

function listed({ id, name, description, tags }: DatasetDto): ListedDatasetDto {
  return { id, name, description, tags };
}

function shown(dataset: DatasetDto): NamespaceDatasetDto {
  return {
    ...listed(dataset),
    projectId: dataset.project_id,
    metadata: dataset.metadata,
    createdAt: dataset.created_at,
    updatedAt: dataset.updated_at,
  };
}

/** Datasets by their names. Each method throws {@link NotFoundError} for a project that is not there or not for this token. */
@Injectable()
export class NamespaceDatasetsService {
  constructor(
    private readonly namespaces: NamespacesService,
    private readonly datasets: DatasetsService,
    private readonly deletions: SoftDeletionService,
  ) {}

  /** @throws {ConflictError} when the name is taken in the project */
  async create(caller: Caller, place: ProjectPlace, body: CreateNamespaceDatasetDto): Promise<NamespaceDatasetDto> {
    const projectId = await this.projectOf(caller, place);
    const { name, description, tags, metadata } = body;
    return shown(await this.datasets.create(caller, { project_id: projectId, name, description, tags, metadata }));
  }

  /** A page of the datasets of a project, newest first. */
  async list(caller: Caller, place: ProjectPlace, query: NumberedPageQuery): Promise<NamespaceDatasetsPageDto> {
    const projectId = await this.projectOf(caller, place);
    const slice = await this.datasets.slice(projectId, sliceOf(query));
    return { datasets: slice.rows.map(listed), ...pageOf(query, slice) };
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, place: DatasetPlace): Promise<DatasetWithCollectionsDto> {
    const projectId = await this.projectOf(caller, place);
    const { dataset, collections } = await this.datasets.getNamed(projectId, place.name);
    return { ...listed(dataset), collections };
  }

  /**
   * @throws {NotFoundError}
   * @throws {ConflictError} when the new name is taken in the project
   */
  async update(caller: Caller, place: DatasetPlace, body: UpdateNamespaceDatasetDto): Promise<NamespaceDatasetDto> {
    const projectId = await this.projectOf(caller, place);
    const { name, description, tags, metadata } = body;
    return shown(await this.datasets.updateNamed(projectId, place.name, { name, description, tags, metadata }));
  }

  /** Hides the dataset until an admin restores it. @throws {NotFoundError} */
  async delete(caller: Caller, place: DatasetPlace): Promise<SucceededDto> {
    await this.deletions.deleteNamed(await this.projectOf(caller, place), place.name);
    return { success: true };
  }

  private projectOf(caller: Caller, { slug, projectSlug }: ProjectPlace): Promise<string> {
    return this.namespaces.projectOf(caller, slug, projectSlug);
  }
}
