import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { ExperimentDto } from '../dto/experiment.dto';
import { EXAMPLES } from '../examples';
import { ExecuteDto } from './dto/execute.dto';
import { ExecutionsService } from './executions.service';

const EXPERIMENT = { id: 'The id of the experiment.' };
const PENDING = {
  status: 'pending',
  target_id: 'target-1',
  target_type: 'http',
  target_label: 'agent',
  total: 50,
  succeeded: 0,
  failed: 0,
  skipped: 0,
  max_concurrency: 8,
  timeout_ms: null,
  max_retries: 3,
  error: null,
  requested_at: '2026-02-21T22:00:00.000Z',
  started_at: null,
  completed_at: null,
  updated_at: '2026-02-21T22:00:00.000Z',
};
const EXAMPLE = { ...EXAMPLES.experiment, execution: PENDING };

/** Experiments that the service executes itself. */
@ApiTags('Execution')
@Authenticated()
@Controller('v1/experiments/:id')
export class ExecutionsController {
  constructor(private readonly executions: ExecutionsService) {}

  @Post('execute')
  @Documented({
    summary: 'Execute an experiment: call a target for each item',
    description:
      'Answers at once; `execution` of the experiment tells how far it is, and so do its events. Each item gets one run, with the output of the target or an `error`, and the scores that `scorers` give it. Items that have a run already are skipped.',
    status: 202,
    answers: ExperimentDto,
    example: EXAMPLE,
    errors: ['INVALID_SCORER_CONFIG', 'SCORER_UNAVAILABLE', 'EXPERIMENT_COMPLETED', 'INVALID_DATASET_ITEM', 'CONFLICT'],
    params: EXPERIMENT,
  })
  execute(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: ExecuteDto): Promise<ExperimentDto> {
    return this.executions.execute(caller, id, body);
  }

  @Post('cancel')
  @Documented({
    summary: 'End the execution of an experiment',
    description: 'Takes no body, an empty one or `{}`. From its answer on nothing more is recorded; runs stay.',
    status: 202,
    answers: ExperimentDto,
    example: { ...EXAMPLE, execution: { ...PENDING, status: 'cancelled', completed_at: '2026-02-21T22:00:01.000Z' } },
    errors: ['EXPERIMENT_COMPLETED', 'CONFLICT'],
    params: EXPERIMENT,
  })
  cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExperimentDto> {
    return this.executions.cancel(caller, id);
  }

  @Post('resume')
  @Documented({
    summary: 'Execute the items that have no run yet',
    description: 'Takes no body, an empty one or `{}`: target, scorers and items are those of the last execution.',
    status: 202,
    answers: ExperimentDto,
    example: EXAMPLE,
    errors: ['EXPERIMENT_COMPLETED', 'INVALID_DATASET_ITEM', 'CONFLICT'],
    params: EXPERIMENT,
  })
  resume(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExperimentDto> {
    return this.executions.resume(caller, id);
  }

  @Post('retry-failed')
  @Documented({
    summary: 'Execute the items whose run failed again',
    description:
      'Takes no body, an empty one or `{}`. Each failed run is replaced in place when its item was called again: same id, `retry_count` one higher, its scores removed.',
    status: 202,
    answers: ExperimentDto,
    example: EXAMPLE,
    errors: ['EXPERIMENT_COMPLETED', 'INVALID_DATASET_ITEM', 'CONFLICT'],
    params: EXPERIMENT,
  })
  retryFailed(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExperimentDto> {
    return this.executions.retryFailed(caller, id);
  }
}
