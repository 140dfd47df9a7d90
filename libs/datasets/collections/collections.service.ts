import { Injectable } from '@nestjs/common';
import { Database, type Slice, type Sliced, violates } from '@assay/database';
import { notFound, ProjectRegistry, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ConflictError, InvalidRequestError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { isServerId, newId } from '@assay/shared/ids';
import { jsonText, rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import {
  type CollectionDto,
  type CollectionsQuery,
  type CreateCollectionDto,
  MAX_MEMBERS,
  type UpdateCollectionDto,
} from '../dto/collection.dto';
import {
  type CollectionChange,
  CollectionRepository,
  type CollectionRow,
  MAX_COLLECTIONS_OF_DATASET,
  type Written,
} from './collection.repository';

function shown(row: CollectionRow): CollectionDto {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    members: row.members,
    dataset_id: row.dataset_id,
    tags: row.tags,
    metadata: row.metadata === null ? null : rawJson(row.metadata),
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}

/**
 * Collections: named lists of ids, in a dataset or on their own. The methods that end in `In` are for surfaces that know
 * the project by other means than the token and the id.
 */
@Injectable()
export class CollectionsService {
  constructor(
    private readonly database: Database,
    private readonly collections: CollectionRepository,
    private readonly registry: ProjectRegistry,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /** As {@link createIn}, in the project of the body or the token. */
  create(caller: Caller, body: CreateCollectionDto): Promise<CollectionDto> {
    return this.createIn(caller.projectOfBody(body.project_id), body);
  }

  /**
   * Makes a collection.
   * @throws {NotFoundError} for a dataset that the project does not have
   * @throws {InvalidRequestError} when the dataset has as many collections as it may
   * @throws {ConflictError} when the name is taken in the project
   */
  async createIn(projectId: string, body: CreateCollectionDto): Promise<CollectionDto> {
    const datasetId = possible(body.dataset_id ?? null);
    const texts = {
      name: body.name.trim(),
      datasetId,
      members: [...new Set(body.members ?? [])],
      tags: body.tags ?? [],
      metadata: body.metadata == null ? null : jsonText(body.metadata),
    };
    await this.registry.ensure(this.database, projectId);
    const made = await accepted(texts.name, () =>
      this.collections.insert(this.database, projectId, newId(), texts, nowIso()),
    );
    return shown(stored(made, datasetId));
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, id: string): Promise<CollectionDto> {
    return this.getIn(await this.projectOf(caller, id), id);
  }

  /** @throws {NotFoundError} */
  async getIn(projectId: string, id: string): Promise<CollectionDto> {
    const row = isServerId(id) ? await this.collections.find(this.database, projectId, id) : undefined;
    if (row === undefined) throw notFound('collection', id);
    return shown(row);
  }

  /** The collections of a project, newest first. */
  async list(caller: Caller, query: CollectionsQuery): Promise<Page<CollectionDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'collections', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.collections.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /** Part of the collections of a project, newest first, with how many there are. */
  async slice(projectId: string, slice: Slice): Promise<Sliced<CollectionDto>> {
    const { total, rows } = await this.collections.slice(this.database, projectId, slice);
    return { total, rows: rows.map(shown) };
  }

  /** As {@link updateIn}, in the project of the collection. */
  async update(caller: Caller, id: string, body: UpdateCollectionDto): Promise<CollectionDto> {
    return this.updateIn(await this.projectOf(caller, id), id, body);
  }

  /**
   * Changes what the body gives; a body that gives nothing changes nothing.
   * @throws {NotFoundError} for the collection, or the dataset that it is put into
   * @throws {InvalidRequestError} when it would have too many members, or the dataset too many collections
   * @throws {ConflictError} when the name is taken in the project
   */
  async updateIn(projectId: string, id: string, body: UpdateCollectionDto): Promise<CollectionDto> {
    if (!isServerId(id)) throw notFound('collection', id);
    const change = changeOf(body);
    if (change === undefined) return this.getIn(projectId, id);
    const changed = await accepted(change.name, () =>
      this.collections.update(this.database, projectId, id, change, nowIso()),
    );
    if (changed === undefined) throw notFound('collection', id);
    return shown(stored(changed, change.datasetId ?? null));
  }

  /** @throws {NotFoundError} */
  async delete(caller: Caller, id: string): Promise<DeletedDto> {
    return this.deleteIn(await this.projectOf(caller, id), id);
  }

  /** @throws {NotFoundError} */
  async deleteIn(projectId: string, id: string): Promise<DeletedDto> {
    const isGone = isServerId(id) && (await this.collections.remove(this.database, projectId, id));
    if (!isGone) throw notFound('collection', id);
    return { deleted: true, id };
  }

  private projectOf(caller: Caller, id: string): Promise<string> {
    return this.locator.projectOf(this.database, caller, 'collection', id);
  }
}

/** @throws {NotFoundError} for a text that is no id */
function possible(datasetId: string | null): string | null {
  if (datasetId !== null && !isServerId(datasetId)) throw notFound('dataset', datasetId);
  return datasetId;
}

/** What a body changes; undefined for nothing. */
function changeOf(body: UpdateCollectionDto): CollectionChange | undefined {
  const fields = [body.name, body.dataset_id, body.tags, body.metadata, body.add_members, body.remove_members];
  if (fields.every((field) => field === undefined)) return undefined;
  const change: CollectionChange = { addMembers: body.add_members ?? [], removeMembers: body.remove_members ?? [] };
  if (body.name !== undefined) change.name = body.name.trim();
  if (body.dataset_id !== undefined) change.datasetId = possible(body.dataset_id);
  if (body.tags !== undefined) change.tags = body.tags ?? [];
  if (body.metadata !== undefined) change.metadata = body.metadata === null ? null : jsonText(body.metadata);
  return change;
}

function stored(written: Exclude<Written, undefined>, datasetId: string | null): CollectionRow {
  if (written === 'no dataset') throw notFound('dataset', datasetId ?? '');
  if (written !== 'no room') return written;
  const reason = `has ${MAX_COLLECTIONS_OF_DATASET} collections already, which is the most`;
  throw new InvalidRequestError(`the dataset ${reason}`, { field: 'dataset_id', limit: MAX_COLLECTIONS_OF_DATASET });
}

/** Runs a write whose constraints the caller may have violated. */
async function accepted<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'collections_name')) {
      const message = `a collection named "${name ?? ''}" exists in this project`;
      throw new ConflictError(message, { field: 'name' }, { cause: error });
    }
    if (!violates(error, 'collections_members')) throw error;
    const details = { field: 'add_members', limit: MAX_MEMBERS };
    throw new InvalidRequestError(`a collection has at most ${MAX_MEMBERS} members`, details, { cause: error });
  }
}
