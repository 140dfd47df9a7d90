import { Injectable } from '@nestjs/common';
import { Database, type Executor } from '@assay/database';
import { nowIso } from '@assay/shared/time';
import { LRUCache } from 'lru-cache';
import { ProjectRepository } from './project.repository';

const REMEMBERED_PROJECTS = 50_000;
const UNSET = { name: null, retention_days: null };

/**
 * Makes sure that a project exists before something is written to it. Projects are never deleted, so one that was
 * seen costs no statement again.
 */
@Injectable()
export class ProjectRegistry {
  private readonly known = new LRUCache<string, true>({ max: REMEMBERED_PROJECTS });

  constructor(
    private readonly projects: ProjectRepository,
    private readonly database: Database,
  ) {}

  /**
   * Creates the project if it is new; call it first in the writing transaction, or before a single statement.
   * Two first writers race safely: the unique key decides and both go on.
   */
  async ensure(executor: Executor, projectId: string): Promise<void> {
    if (this.known.has(projectId)) return;
    const made = await this.projects.insert(executor, projectId, UNSET, nowIso());
    // A project made in this transaction may still be rolled back; only one that was there already is remembered.
    if (made === undefined) this.remember(projectId);
  }

  /** Whether the project is known to exist; false means nothing: it may, unseen by this process. */
  isKnown(projectId: string): boolean {
    return this.known.has(projectId);
  }

  /** Notes that a project exists; call it only after the transaction that made or found it is committed. */
  remember(projectId: string): void {
    this.database.afterCommit(() => this.known.set(projectId, true));
  }

  /** Whether the project exists: a statement the first time, none once it was found. Absence is not remembered. */
  async exists(executor: Executor, projectId: string): Promise<boolean> {
    if (this.known.has(projectId)) return true;
    const found = await this.projects.exists(executor, projectId);
    if (found) this.remember(projectId);
    return found;
  }
}
