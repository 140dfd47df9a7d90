import { Injectable } from '@nestjs/common';
import { type CollectionDto, CollectionsService } from '@assay/datasets';
import { NamespacesService } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import type {
  CreateNamespaceCollectionDto,
  NamespaceCollectionDto,
  NamespaceCollectionsPageDto,
  UpdateNamespaceCollectionDto,
} from './dto/collection.dto';
import type { SucceededDto } from './dto/dataset.dto';
import { type NumberedPageQuery, pageOf, sliceOf } from './paging';
import type { CollectionPlace, ProjectPlace } from './places';

function shown(collection: CollectionDto): NamespaceCollectionDto {
  const { id, name, members, dataset_id: datasetId, tags, metadata } = collection;
  return { id, name, members, datasetId, tags, metadata };
}

/** Collections of a project. Each method throws {@link NotFoundError} for a project that is not there or not for this token. */
@Injectable()
export class NamespaceCollectionsService {
  constructor(
    private readonly namespaces: NamespacesService,
    private readonly collections: CollectionsService,
  ) {}

  /** As `CollectionsService.createIn`. */
  async create(
    caller: Caller,
    place: ProjectPlace,
    body: CreateNamespaceCollectionDto,
  ): Promise<NamespaceCollectionDto> {
    const projectId = await this.projectOf(caller, place);
    const { name, members, datasetId, tags, metadata } = body;
    return shown(await this.collections.createIn(projectId, { name, members, dataset_id: datasetId, tags, metadata }));
  }

  /** A page of the collections of a project, newest first. */
  async list(caller: Caller, place: ProjectPlace, query: NumberedPageQuery): Promise<NamespaceCollectionsPageDto> {
    const slice = await this.collections.slice(await this.projectOf(caller, place), sliceOf(query));
    return { collections: slice.rows.map(shown), ...pageOf(query, slice) };
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, place: CollectionPlace): Promise<NamespaceCollectionDto> {
    return shown(await this.collections.getIn(await this.projectOf(caller, place), place.id));
  }

  /** As `CollectionsService.updateIn`. */
  async update(
    caller: Caller,
    place: CollectionPlace,
    body: UpdateNamespaceCollectionDto,
  ): Promise<NamespaceCollectionDto> {
    const { name, tags, metadata, addMembers, removeMembers, datasetId } = body;
    const change = { name, tags, metadata, add_members: addMembers, remove_members: removeMembers };
    const projectId = await this.projectOf(caller, place);
    return shown(await this.collections.updateIn(projectId, place.id, { ...change, dataset_id: datasetId }));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, place: CollectionPlace): Promise<SucceededDto> {
    await this.collections.deleteIn(await this.projectOf(caller, place), place.id);
    return { success: true };
  }

  private projectOf(caller: Caller, { slug, projectSlug }: ProjectPlace): Promise<string> {
    return this.namespaces.projectOf(caller, slug, projectSlug);
  }
}
