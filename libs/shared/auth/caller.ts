import { ForbiddenError, InvalidRequestError, NotFoundError, ProjectRequiredError } from '@assay/shared/errors';

/** What a token may do: read a project, write to it, or everything everywhere. */
export type Role = 'read' | 'write' | 'admin';

/** Who makes a request: the project a token is bound to, and what it may do there. */
export class Caller {
  /**
   * @param role what the token may do
   * @param boundProject the project of the token; `null` for tokens that see every project (admins)
   * @param keyId identifies the token in rate limits; never the token itself
   */
  constructor(
    readonly role: Role,
    readonly boundProject: string | null,
    readonly keyId: string,
  ) {}

  /**
   * The project that a list shows.
   * @throws {ProjectRequiredError} without one; {@link NotFoundError} for another one than the token's
   */
  projectOfList(named: string | null | undefined): string {
    const project = this.namedProject(named);
    if (project !== undefined) return project;
    throw new ProjectRequiredError('project_id is required: add ?project_id=… or use a key of a project', {
      field: 'project_id',
    });
  }

  /**
   * The project that a create body writes to.
   * @throws {InvalidRequestError} without one; {@link NotFoundError} for another one than the token's
   */
  projectOfBody(named: string | null | undefined): string {
    const project = this.namedProject(named);
    if (project !== undefined) return project;
    const reason = 'is required with a key that is not bound to a project';
    throw new InvalidRequestError(`project_id ${reason}`, {
      field: 'project_id',
      errors: [{ field: 'project_id', reason }],
    });
  }

  /** The project that a request means, when it or the token names one. */
  namedProject(named: string | null | undefined): string | undefined {
    if (this.boundProject === null) return named ?? undefined;
    this.mustSee(named ?? this.boundProject);
    return this.boundProject;
  }

  /**
   * The same caller, who sees this project alone: for requests that name their project once for everything.
   * @throws {NotFoundError} when the token is bound to another project
   */
  within(project: string): Caller {
    this.mustSee(project);
    return new Caller(this.role, project, this.keyId);
  }

  /** @throws {NotFoundError} when the token is bound to another project */
  mustSee(project: string): void {
    if (this.boundProject !== null && this.boundProject !== project)
      throw new NotFoundError('no such project', { resource: 'project' });
  }

  /** @throws {ForbiddenError} when the role does not reach */
  mustHave(required: Role): void {
    const rank = { read: 0, write: 1, admin: 2 };
    if (rank[this.role] < rank[required])
      throw new ForbiddenError(`this needs a key with the role ${required}`, { required });
  }
}
