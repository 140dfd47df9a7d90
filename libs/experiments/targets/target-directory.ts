import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { NotFoundError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import { TargetRepository } from './target.repository';
import type { TargetLabel, TargetType } from './target-settings';

/** A target as other parts of the service know it. */
export interface Target {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly type: TargetType;
  readonly label: TargetLabel | null;
}

const NAMES_SHOWN = 100;

/** Finds targets by what callers name them. */
@Injectable()
export class TargetDirectory {
  constructor(private readonly targets: TargetRepository) {}

  /** The target of that id, else of that name; undefined when the project has none. One statement. */
  async find(executor: Executor, projectId: string, idOrName: string): Promise<Target | undefined> {
    const id = isServerId(idOrName) ? idOrName : null;
    const row = await this.targets.findNamed(executor, projectId, id, idOrName);
    if (row === undefined) return undefined;
    return { id: row.id, projectId: row.project_id, name: row.name, type: row.type, label: row.label };
  }

  /** The 404 of a target that does not exist, with the names of those that do. */
  async notFound(executor: Executor, projectId: string, idOrName: string): Promise<NotFoundError> {
    const names = await this.targets.names(executor, projectId, NAMES_SHOWN);
    const known = names.length === 0 ? 'this project has no targets' : `there are ${names.join(', ')}`;
    return new NotFoundError(`no such target: ${known}`, { resource: 'target', id: idOrName, names });
  }
}
