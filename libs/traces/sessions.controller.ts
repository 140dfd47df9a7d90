import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { SessionDto, SessionListQuery, SessionTracesDto } from './dto/session.dto';
import { EXAMPLES } from './examples';
import { SessionsService } from './sessions/sessions.service';

/** Sessions: traces that name the same one. */
@ApiTags('Sessions')
@Authenticated()
@Controller('v1/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Documented({
    summary: 'List sessions, newest activity first',
    description:
      'A session is what traces name in `metadata.session_id` of their root, else of the earliest span that has it. One that goes on during a walk moves to the front: it may be missed, and never comes twice.',
    status: 200,
    answers: pageClass(SessionDto),
    example: EXAMPLES.sessions,
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: SessionListQuery): Promise<Page<SessionDto>> {
    return this.sessions.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch a session with its traces',
    description:
      'Its traces stand in the order of their start, a page of them. `project_id` is only needed where several projects hold the session.',
    status: 200,
    answers: SessionTracesDto,
    example: EXAMPLES.session,
    errors: ['PROJECT_REQUIRED'],
    params: { id: 'The session, as traces name it.' },
  })
  get(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: SessionListQuery,
  ): Promise<SessionTracesDto> {
    return this.sessions.get(caller, id, query);
  }
}
