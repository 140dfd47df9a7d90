import { ApiProperty } from '@nestjs/swagger';
import {
  InstantField,
  NestedField,
  NumberField,
  ProjectIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { TraceItemDto } from './trace.dto';

/** Query of the lists of sessions, and of the traces of one. */
export class SessionListQuery extends PageQuery {
  @ProjectIdField({ keepsNull: false })
  project_id?: string;
}

/** A session: the traces that name it, summed up. */
export class SessionDto {
  @TextField({ description: 'The session, as `metadata.session_id` of its traces names it.', example: 'session-7' })
  session_id: string;

  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @WholeField({ description: 'The number of its traces.', example: 3 })
  trace_count: number;

  @WholeField({ description: 'Tokens that went into the spans of its traces.', example: 360 })
  tokens_input: number;

  @WholeField({ description: 'Tokens that came out of the spans of its traces.', example: 120 })
  tokens_output: number;

  @WholeField({ description: 'The number of spans with an error in its traces.', example: 0 })
  error_count: number;

  @InstantField({ description: 'When its first trace began.', example: '2026-02-21T22:00:00.000Z' })
  first_activity_at: string;

  @InstantField({
    description: 'The latest end of a trace, or its start if it has not ended.',
    example: '2026-02-21T22:14:03.250Z',
  })
  last_activity_at: string;

  @NumberField({ description: 'Milliseconds from the first to the last activity.', example: 843250 })
  duration_ms: number;

  @ApiProperty({ description: 'Users of its traces, up to 100 of them.', type: [String], example: ['user-3'] })
  user_ids: string[];
}

/** A session with a page of its traces. */
export class SessionTracesDto {
  @NestedField({ description: 'All of the session in short.', of: () => SessionDto })
  session: SessionDto;

  @ApiProperty({ description: 'Its traces by start, then id.', type: [TraceItemDto] })
  items: TraceItemDto[];

  @ApiProperty({
    description: 'Pass it back as `cursor` for the next page; null on the last one.',
    type: String,
    nullable: true,
    example: null,
  })
  next_cursor: string | null;

  @WholeField({ description: 'The limit that was used.', example: 50 })
  limit: number;
}
