import { InstantField, NameField, ServerIdField, WholeField } from '@assay/shared/http/fields';
import { ExecutionEventDto } from './execution-event.dto';

/** How far the service is with executing an experiment. */
export class ExecutionDto extends ExecutionEventDto {
  @ServerIdField({ description: 'The target that is called.', example: 'target-1' })
  target_id: string;

  @NameField({ description: 'The type of the target.', example: 'http' })
  target_type: string;

  @NameField({ description: 'The label of the target.', example: 'agent', optional: true })
  target_label: string | null;

  @WholeField({ description: 'Most calls of the target at once.', example: 8, min: 1 })
  max_concurrency: number;

  @WholeField({ description: 'Limit of a call; null: that of the target.', example: 30_000, optional: true })
  timeout_ms: number | null;

  @WholeField({ description: 'How often a call is repeated.', example: 3 })
  max_retries: number;

  @InstantField({ description: 'When it was last started.', example: '2026-02-21T22:00:00.000Z' })
  requested_at: string;

  @InstantField({ description: 'When the first call began.', example: '2026-02-21T22:00:00.050Z', optional: true })
  started_at: string | null;

  @InstantField({ description: 'When it ended.', example: null, optional: true })
  completed_at: string | null;

  @InstantField({ description: 'When it last got further.', example: '2026-02-21T22:00:01.000Z' })
  updated_at: string;
}
