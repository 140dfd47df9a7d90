import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { isStorableText } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { isoMillis } from '@assay/shared/time';
import type { SessionDto, SessionListQuery, SessionTracesDto } from '../dto/session.dto';
import { traceItem } from '../reading/trace-item';
import { type SessionRow, SessionRepository } from './session.repository';

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
      (row) => sessionDto(projectId, row),
      (row) => this.cursors.encode(scope, [row.last_activity_at, row.last_id]),
    );
  }

  /**
   * A session with a page of its traces, by start.
   * @throws {NotFoundError} when no trace of the project names the session
   */
  async get(caller: Caller, sessionId: string, query: SessionListQuery): Promise<SessionTracesDto> {
    const projectId = caller.projectOfList(query.project_id);
    const scope = { list: 'traces of session', project: projectId, session: sessionId };
    const { limit = DEFAULT_LIMIT } = query;
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const session = isSessionId(sessionId) ? await this.sessions.get(this.database, projectId, sessionId) : undefined;
    if (session === undefined) throw notFound('session', sessionId.slice(0, MAX_SESSION_BYTES));
    const rows = await this.sessions.traces(this.database, projectId, sessionId, { keys, count: limit + 1 });
    const page = pageOf(
      rows,
      limit,
      (row) => traceItem(projectId, row),
      (row) => this.cursors.encode(scope, [row.start_time, row.id]),
    );
    return { session: sessionDto(projectId, session), ...page };
  }
}

function isSessionId(text: string): boolean {
  return isStorableText(text) && Buffer.byteLength(text) <= MAX_SESSION_BYTES;
}

function sessionDto(projectId: string, row: SessionRow): SessionDto {
  return {
    session_id: row.session_id,
    project_id: projectId,
    trace_count: row.trace_count,
    tokens_input: row.tokens_input,
    tokens_output: row.tokens_output,
    error_count: row.error_count,
    first_activity_at: isoMillis(row.first_activity_at),
    last_activity_at: isoMillis(row.last_activity_at),
    duration_ms: row.duration_ms,
    user_ids: row.user_ids,
  };
}
