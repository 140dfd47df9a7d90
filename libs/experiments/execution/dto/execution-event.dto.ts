import { ChoiceField, NameField, WholeField } from '@assay/shared/http/fields';
import { EXECUTION_STATUSES, type ExecutionStatus } from '../entities/execution.entity';

/** How far an execution is: the data of a `progress` or `end` event. */
export class ExecutionEventDto {
  @ChoiceField({
    description: 'How far it is; `completed`, `failed` and `cancelled` end it.',
    choices: EXECUTION_STATUSES,
    example: 'running',
  })
  status: ExecutionStatus;

  @WholeField({ description: 'Items that belong to the execution.', example: 50 })
  total: number;

  @WholeField({ description: 'Items whose run has an output.', example: 20 })
  succeeded: number;

  @WholeField({ description: 'Items whose run has an error.', example: 1 })
  failed: number;

  @WholeField({ description: 'Items that had a run from elsewhere.', example: 0 })
  skipped: number;

  @NameField({ description: 'Why it failed.', example: null, optional: true })
  error: string | null;
}
