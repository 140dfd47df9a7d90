import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { NotFoundError, ProjectRequiredError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import { LRUCache } from 'lru-cache';

/** Tables whose rows are addressed by an id that the server made. */
const TABLES = {
  dataset: 'datasets',
  collection: 'collections',
  experiment: 'experiments',
  run: 'runs',
  annotation: 'annotations',
  score_batch: 'score_batches',
  scoring_rule: 'scoring_rules',
} as const;

/** A kind of resource with a server-made id. */
export type ResourceKind = keyof typeof TABLES;

const REMEMBERED_RESOURCES = 100_000;

/**
 * Finds the project of a resource that a request names by id alone. A bound token answers it without a statement;
 * otherwise one look-up by id, remembered: ids are never used again and never change their project.
 */
@Injectable()
export class ResourceLocator {
  private readonly known = new LRUCache<string, string>({ max: REMEMBERED_RESOURCES });

  /** @throws {NotFoundError} for an id that no resource of this kind has */
  async projectOf(executor: Executor, caller: Caller, kind: ResourceKind, id: string): Promise<string> {
    const known = this.knownProjectOf(caller, kind, id);
    if (known !== null) return known;
    const { rows } = await executor.run<{ project_id: string }>(
      `SELECT project_id FROM ${TABLES[kind]} WHERE id = $1`,
      [id],
    );
    const found = rows[0]?.project_id;
    if (found === undefined) throw notFound(kind, id);
    this.remember(kind, id, found);
    return found;
  }

  /**
   * What {@link projectOf} finds without a statement; null when only a look-up by id can tell.
   * @throws {NotFoundError} for a text that is no id
   */
  knownProjectOf(caller: Caller, kind: ResourceKind, id: string): string | null {
    if (!isServerId(id)) throw notFound(kind, id);
    return caller.boundProject ?? this.known.get(`${kind} ${id}`) ?? null;
  }

  /** Notes the project of a resource that was just read. */
  remember(kind: ResourceKind, id: string, projectId: string): void {
    this.known.set(`${kind} ${id}`, projectId);
  }

  /**
   * The project of a trace: the token's, the one that the request names, or the only one that holds this trace id.
   * @throws {ProjectRequiredError} when several projects hold the id and none is named
   * @throws {NotFoundError} when no project holds it
   */
  async projectOfTrace(
    executor: Executor,
    caller: Caller,
    traceId: string,
    named: string | null | undefined,
  ): Promise<string> {
    const project = caller.namedProject(named);
    if (project !== undefined) return project;
    const { rows } = await executor.run<{ project_id: string }>('SELECT project_id FROM traces WHERE id = $1 LIMIT 2', [
      traceId,
    ]);
    if (rows.length > 1) {
      throw new ProjectRequiredError('several projects hold this trace id: add project_id', { field: 'project_id' });
    }
    if (rows[0] === undefined) throw notFound('trace', traceId);
    return rows[0].project_id;
  }
}

/** The 404 of a resource: the same whether it does not exist or may not be seen. */
export function notFound(resource: string, id: string): NotFoundError {
  return new NotFoundError(`no such ${resource}`, { resource, id });
}
