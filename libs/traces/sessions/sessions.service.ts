import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { type NotFoundError, ProjectRequiredError } from '@assay/shared/errors';
import { isStorableText } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis } from '@assay/shared/time';
import type { SessionDto, SessionListQuery, SessionTracesDto } from '../dto/session.dto';
import { traceItem } from '../reading/trace-item';
import { type SessionSums, SessionRepository } from './session.repository';

/** No session has a longer name. */
const MAX_SESSION_BYTES = 1_024;

/** Sessions: traces that name the same one. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionRepository,
    private readonly cursors: CursorCodec,
  ) {}

  /** A page of the sessions of a project, newest activity first. */
  async list(caller: Caller, query: SessionListQuery): Promise<Page<SessionDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'sessions', project: projectId };
    const { limit = DEFAULT_LIMIT } = query;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.sessions.list(this.database, projectId, { keys, count: limit + 1 });
    return pageOf(
      rows,
      limit,
      (row) => sessionDto(projectId, row.session_id, row),
      (row) => this.cursors.encode(scope, [row.last_activity_at, row.last_id]),
    );
  }

  /**
   * A session with a page of its traces, by start. Without a project it is the only one that holds the session.
   * @throws {NotFoundError} when no trace that the caller may see names the session
   * @throws {ProjectRequiredError} when several projects hold it and none is named
   */
  async get(caller: Caller, sessionId: string, query: SessionListQuery): Promise<SessionTracesDto> {
    const projectId = await this.projectOf(caller, sessionId, query.project_id);
    const scope = { list: 'traces of session', project: projectId, session: sessionId };
    const { limit = DEFAULT_LIMIT } = query;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const session = await this.sessions.get(this.database, projectId, sessionId, { keys, count: limit + 1 });
    if (session === undefined) throw noSuchSession(sessionId);
    const page = pageOf(
      session.traces,
      limit,
      (row) => traceItem(projectId, row),
      (row) => this.cursors.encode(scope, [row.start_time, row.id]),
    );
    return { session: sessionDto(projectId, sessionId, session.sums), ...page };
  }

  private async projectOf(caller: Caller, sessionId: string, named: string | undefined): Promise<string> {
    if (!isSessionId(sessionId)) throw noSuchSession(sessionId);
    const project = caller.namedProject(named);
    if (project !== undefined) return project;
    const [first, another] = await this.sessions.projects(this.database, sessionId);
    if (first === undefined) throw noSuchSession(sessionId);
    if (another === undefined) return first;
    throw new ProjectRequiredError('several projects hold this session: add project_id', { field: 'project_id' });
  }
}

function noSuchSession(sessionId: string): NotFoundError {
  return notFound('session', sessionId.slice(0, MAX_SESSION_BYTES));
}

function isSessionId(text: string): boolean {
  return isStorableText(text) && Buffer.byteLength(text) <= MAX_SESSION_BYTES;
}

function sessionDto(projectId: string, sessionId: string, sums: SessionSums): SessionDto {
  return {
    session_id: sessionId,
    project_id: projectId,
    trace_count: sums.trace_count,
    tokens_input: sums.session_tokens_input,
    tokens_output: sums.session_tokens_output,
    error_count: sums.session_error_count,
    first_activity_at: isoMillis(sums.first_activity_at),
    last_activity_at: isoMillis(sums.last_activity_at),
    duration_ms: sums.duration_ms,
    user_ids: sums.user_ids,
  };
}
