import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { clientIdProblem } from '@assay/shared/http/fields';

const MAX_ID_BYTES = 512;

/** Whether a trace or span can have this id. */
export function isClientId(text: string): boolean {
  return clientIdProblem(text, MAX_ID_BYTES) === undefined;
}

/** Finds the project of a trace that a path names. */
@Injectable()
export class TraceLocator {
  constructor(
    private readonly database: Database,
    private readonly locator: ResourceLocator,
  ) {}

  /**
   * The project in which the caller means this trace; free of statements when the token or the request names it.
   * @throws {NotFoundError} for an id that no trace can have, and when no project holds it
   * @throws {ProjectRequiredError} when several projects hold it and none is named
   */
  projectOf(caller: Caller, traceId: string, named: string | null | undefined): Promise<string> {
    if (!isClientId(traceId)) throw notFound('trace', traceId.slice(0, MAX_ID_BYTES));
    return this.locator.projectOfTrace(this.database, caller, traceId, named);
  }
}
