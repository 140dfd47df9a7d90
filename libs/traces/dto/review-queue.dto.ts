import { ApiProperty } from '@nestjs/swagger';
import { BodyMayBeAbsent } from '@assay/shared/http';
import {
  ChoiceField,
  ClientIdField,
  FreeField,
  InstantField,
  NestedField,
  NumberField,
  ProjectIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';

/** States of a queue entry. */
export const QUEUE_STATUSES = ['pending', 'annotated'] as const;

/** Whether somebody has annotated the trace. */
export type QueueStatus = (typeof QUEUE_STATUSES)[number];

/** Body of `POST /v1/traces/:id/queue`; it may be left out. */
@BodyMayBeAbsent()
export class EnqueueDto {
  @ProjectIdField({ description: 'The project, if it is not in the query.' })
  project_id?: string | null;
}

/** The trace is in the queue. */
export class QueuedDto {
  @ClientIdField({ description: 'The trace.', example: 'trace-abc' })
  trace_id: string;

  @ApiProperty({ description: 'Always true.', example: true })
  queued: boolean;

  @InstantField({ description: 'When it was first put in.', example: '2026-02-21T22:00:00.000Z' })
  queued_at: string;
}

/** The trace is not in the queue. */
export class DequeuedDto {
  @ClientIdField({ description: 'The trace.', example: 'trace-abc' })
  trace_id: string;

  @ApiProperty({ description: 'Always false.', example: false })
  queued: boolean;
}

/** Query of `GET /v1/queue`. */
export class QueueQuery extends PageQuery {
  @ProjectIdField({ keepsNull: false })
  project_id?: string;

  @TextField({
    description: '`pending`: no annotation yet; `annotated`: one or more; both when left out.',
    example: 'pending',
    optional: true,
    keepsNull: false,
  })
  status?: string;
}

/** The root span as the queue shows it: what a reviewer judges. */
export class QueuedRootSpanDto {
  @ClientIdField({ description: 'The id of the span.', example: 'span-root' })
  id: string;

  @TextField({ description: 'What was done.', example: 'answer question' })
  name: string;

  @FreeField({
    description: 'What went in, exactly as sent.',
    example: 'What is the capital of France?',
    optional: true,
  })
  input: unknown;

  @FreeField({ description: 'What came out, exactly as sent.', example: 'Paris', optional: true })
  output: unknown;

  @NumberField({ description: 'Milliseconds from start to end.', example: 1250, optional: true })
  duration_ms: number | null;
}

/** An entry of the review queue. */
export class QueueItemDto {
  @ClientIdField({ description: 'The trace.', example: 'trace-abc' })
  trace_id: string;

  @InstantField({ description: 'When it was put in.', example: '2026-02-21T22:00:00.000Z' })
  queued_at: string;

  @ChoiceField({ description: 'Whether it has been annotated.', choices: QUEUE_STATUSES, example: 'pending' })
  status: QueueStatus;

  @WholeField({ description: 'The number of its annotations.', example: 0 })
  annotation_count: number;

  @NestedField({
    description: 'The root span; null while none has arrived.',
    of: () => QueuedRootSpanDto,
    optional: true,
  })
  root_span: QueuedRootSpanDto | null;
}
