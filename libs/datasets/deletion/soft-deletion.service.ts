import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { isStorableText } from '@assay/shared/json';
import { nowIso } from '@assay/shared/time';
import { DatasetRepository } from '../dataset.repository';
import { shownDataset, underFreeName } from '../datasets.service';
import type { DatasetDto } from '../dto/dataset.dto';
import { SoftDeletionRepository } from './soft-deletion.repository';

/** Deletion that an admin can take back. Until then the dataset is hidden everywhere, and its name is free. */
@Injectable()
export class SoftDeletionService {
  constructor(
    private readonly database: Database,
    private readonly deletions: SoftDeletionRepository,
    private readonly datasets: DatasetRepository,
    private readonly locator: ResourceLocator,
  ) {}

  /**
   * Hides the dataset of a name. Its experiments stay and take no more runs; its collections stay on their own.
   * @throws {NotFoundError}
   */
  async deleteNamed(projectId: string, name: string): Promise<void> {
    const isGone = isStorableText(name) && (await this.deletions.hide(this.database, projectId, name, nowIso()));
    if (!isGone) throw notFound('dataset', name);
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
