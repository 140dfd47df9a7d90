import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { isStorableText } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import { DatasetRepository } from '../dataset.repository';
import { shownDataset, underFreeName } from '../datasets.service';
import type { DatasetDto, DatasetsQuery, DeletedDatasetDto } from '../dto/dataset.dto';
import { type DeletedDatasetRow, SoftDeletionRepository } from './soft-deletion.repository';

function shown(row: DeletedDatasetRow): DeletedDatasetDto {
  return { ...shownDataset(row), deleted_at: isoMillis(row.deleted_at) };
}

/** Deletion that an admin can take back. Until then the dataset is hidden everywhere, and its name is free. */
@Injectable()
export class SoftDeletionService {
  constructor(
    private readonly database: Database,
    private readonly deletions: SoftDeletionRepository,
    private readonly datasets: DatasetRepository,
    private readonly locator: ResourceLocator,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Hides the dataset of a name. Its experiments stay and take no more runs; its collections stay on their own.
   * @throws {NotFoundError}
   */
  async deleteNamed(projectId: string, name: string): Promise<void> {
    const isGone = isStorableText(name) && (await this.deletions.hide(this.database, projectId, name, nowIso()));
    if (!isGone) throw notFound('dataset', name);
  }

  /** The hidden datasets of a project, the last that was hidden first. */
  async list(caller: Caller, query: DatasetsQuery): Promise<Page<DeletedDatasetDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'deleted datasets', project: projectId };
    const limit = query.limit ?? DEFAULT_LIMIT;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.deletions.list(this.database, projectId, limit + 1, keys);
    return pageOf(rows, limit, shown, (row) => this.cursors.encode(scope, [row.deleted_at, row.id]));
  }

  /**
   * Shows a dataset again, as it was.
   * @throws {NotFoundError} for one that is not there, or gone for good
   * @throws {ConflictError} when its name was given to another one meanwhile
   */
  async restore(caller: Caller, id: string): Promise<DatasetDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'dataset', id);
    const shown = await underFreeName(undefined, () => this.deletions.show(this.database, projectId, id));
    const row = shown ?? (await this.datasets.find(this.database, projectId, id));
    if (row === undefined) throw notFound('dataset', id);
    return shownDataset(row);
  }
}
