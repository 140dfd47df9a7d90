import { Injectable } from '@nestjs/common';
import { Database, type Slice, type Sliced, violates } from '@assay/database';
import { notFound, ProjectRegistry, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { ConflictError } from '@assay/shared/errors';
import type { DeletedDto } from '@assay/shared/http';
import { newId } from '@assay/shared/ids';
import { isStorableText, jsonText, rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import { DatasetRepository, type DatasetRow, type DatasetTexts } from './dataset.repository';
import { DatasetSchemas } from './dataset-schemas';
import { assertionsText } from './default-assertions';
import type { CreateDatasetDto, DatasetDto, DatasetsQuery, UpdateDatasetDto } from './dto/dataset.dto';

/** A stored dataset as `/v1` answers it: JSON columns to the letter, times with milliseconds. */
export function shownDataset(row: DatasetRow): DatasetDto {
  return {
    id: row.id,
    project_id: row.project_id,
    name: row.name,
    description: row.description,
    tags: row.tags,
    metadata: rawOrNull(row.metadata),
    input_schema: rawOrNull(row.input_schema),
    expected_output_schema: rawOrNull(row.expected_output_schema),
    default_assertions: rawOrNull(row.default_assertions),
    version: row.version,
    item_count: row.item_count,
    created_at: isoMillis(row.created_at),
    updated_at: isoMillis(row.updated_at),
  };
}

function rawOrNull(text: string | null): unknown {
  return text === null ? null : rawJson(text);
}

/** Datasets themselves: names, schemas, deletion. Their items are {@link ItemsService}'s. */
@Injectable()
export class DatasetsService {
  constructor(
    private readonly database: Database,
    private readonly datasets: DatasetRepository,
    private readonly schemas: DatasetSchemas,
    private readonly registry: ProjectRegistry,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * @throws {InvalidRequestError} for a schema or an assertion that cannot be used
   * @throws {ConflictError} when the name is taken in the project
   */
  async create(caller: Caller, body: CreateDatasetDto): Promise<DatasetDto> {
    const projectId = caller.projectOfBody(body.project_id);
    const texts: DatasetTexts = {
      name: body.name.trim(),
      description: body.description ?? null,
      tags: body.tags ?? [],
      metadata: body.metadata == null ? null : jsonText(body.metadata),
      input_schema: body.input_schema == null ? null : this.schemas.text('input_schema', body.input_schema),
      expected_output_schema:
        body.expected_output_schema == null
          ? null
          : this.schemas.text('expected_output_schema', body.expected_output_schema),
      default_assertions: body.default_assertions == null ? null : assertionsText(body.default_assertions),
    };
    await this.registry.ensure(this.database, projectId);
    return underFreeName(texts.name, async () =>
      shownDataset(await this.datasets.insert(this.database, projectId, newId(), texts, nowIso())),
    );
  }

  /** @throws {NotFoundError} */
  async get(caller: Caller, id: string): Promise<DatasetDto> {
    const projectId = this.locator.knownProjectOf(caller, 'dataset', id);
    const row = await this.datasets.find(this.database, projectId, id);
    if (row === undefined) throw notFound('dataset', id);
    this.locator.remember('dataset', id, row.project_id);
    return shownDataset(row);
  }

  /** The datasets of a project, newest first. */
  async list(caller: Caller, query: DatasetsQuery): Promise<Page<DatasetDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'datasets', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.datasets.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, shownDataset, (row) => this.cursors.encode(scope, [row.created_at, row.id]));
  }

  /** Part of the datasets of a project, newest first, with how many there are. */
  async slice(projectId: string, slice: Slice): Promise<Sliced<DatasetDto>> {
    const { total, rows } = await this.datasets.slice(this.database, projectId, slice);
    return { total, rows: rows.map(shownDataset) };
  }

  /**
   * Sets what the body gives; a body that gives nothing changes nothing. The version stays: it counts changes of items.
   * @throws {NotFoundError} and as {@link create}
   */
  async update(caller: Caller, id: string, body: UpdateDatasetDto): Promise<DatasetDto> {
    const changed = this.changes(body);
    if (Object.keys(changed).length === 0) return this.get(caller, id);
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', id);
    const row = await underFreeName(changed.name, () =>
      this.datasets.update(this.database, projectId, 'id', id, changed, nowIso()),
    );
    if (row === undefined) throw notFound('dataset', id);
    return shownDataset(row);
  }

  /**
   * The dataset of a name with its collections.
   * @throws {NotFoundError}
   */
  async getNamed(projectId: string, name: string): Promise<{ dataset: DatasetDto; collections: unknown }> {
    const row = isStorableText(name) ? await this.datasets.findNamed(this.database, projectId, name) : undefined;
    if (row === undefined) throw notFound('dataset', name);
    return { dataset: shownDataset(row), collections: rawJson(row.collections ?? '[]') };
  }

  /** As {@link update}, of the dataset of a name. */
  async updateNamed(projectId: string, name: string, body: UpdateDatasetDto): Promise<DatasetDto> {
    const changed = this.changes(body);
    if (Object.keys(changed).length === 0) return (await this.getNamed(projectId, name)).dataset;
    const row = isStorableText(name)
      ? await underFreeName(changed.name, () =>
          this.datasets.update(this.database, projectId, 'name', name, changed, nowIso()),
        )
      : undefined;
    if (row === undefined) throw notFound('dataset', name);
    return shownDataset(row);
  }

  /**
   * Removes a dataset and its items for good. An import that streams into it does not hold this up: it ends with 404.
   * @throws {NotFoundError}
   */
  async delete(caller: Caller, id: string): Promise<DeletedDto> {
    const known = this.locator.knownProjectOf(caller, 'dataset', id);
    await this.database.transaction(async (tx) => {
      const projectId = await this.datasets.remove(tx, known, id);
      if (projectId === undefined) throw notFound('dataset', id);
      await this.datasets.removeItems(tx, projectId, id);
    });
    return { deleted: true, id };
  }

  private changes(body: UpdateDatasetDto): Partial<DatasetTexts> {
    const changed: Partial<DatasetTexts> = {};
    if (body.name !== undefined) changed.name = body.name.trim();
    if (body.description !== undefined) changed.description = body.description;
    if (body.tags !== undefined) changed.tags = body.tags ?? [];
    if (body.metadata !== undefined) changed.metadata = body.metadata === null ? null : jsonText(body.metadata);
    for (const field of ['input_schema', 'expected_output_schema'] as const) {
      const schema = body[field];
      if (schema !== undefined) changed[field] = schema === null ? null : this.schemas.text(field, schema);
    }
    if (body.default_assertions !== undefined)
      changed.default_assertions = body.default_assertions === null ? null : assertionsText(body.default_assertions);
    return changed;
  }
}

/**
 * Runs a write that gives a dataset a name.
 * @throws {ConflictError} when the name is taken in the project
 */
export async function underFreeName<T>(name: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!violates(error, 'datasets_name')) throw error;
    const of = name === undefined ? 'of this name' : `named "${name}"`;
    throw new ConflictError(`a dataset ${of} exists in this project`, { field: 'name' }, { cause: error });
  }
}
