import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import { NotFoundError } from '@assay/shared/errors';
import { TargetRepository } from './target.repository';

const NAMES_SHOWN = 100;

/** Says which targets there are. */
@Injectable()
export class TargetDirectory {
  constructor(private readonly targets: TargetRepository) {}

  /** The 404 of a target that does not exist, with the names of those that do. */
  async notFound(executor: Executor, projectId: string, idOrName: string): Promise<NotFoundError> {
    const names = await this.targets.names(executor, projectId, NAMES_SHOWN);
    const known = names.length === 0 ? 'this project has no targets' : `there are ${names.join(', ')}`;
    return new NotFoundError(`no such target: ${known}`, { resource: 'target', id: idOrName, names });
  }
}
