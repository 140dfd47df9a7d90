import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { RunDto, RunQuery, SubmitRunsDto, SubmittedRunsDto } from '../dto/run.dto';
import { EXAMPLES } from '../examples';
import { RunSubmissionService } from './run-submission.service';
import { RunsService } from './runs.service';

const EXPERIMENT = { id: 'The id of the experiment.' };

/** The runs of experiments. */
@ApiTags('Experiments')
@Authenticated()
@Controller('v1/experiments/:id/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly submission: RunSubmissionService,
  ) {}

  @Post()
  @Documented({
    summary: 'Submit runs with their scores',
    description:
      'One run for each item. The batch is stored whole or not at all. A score without `value` is computed by the built-in ' +
      'scorer that it names, from the output and the expected output of the item in the dataset version of the experiment.',
    status: 201,
    answers: SubmittedRunsDto,
    example: EXAMPLES.submitted,
    sends: EXAMPLES.runsToSubmit,
    errors: [
      'INVALID_SCORE_VALUE',
      'INVALID_SCORER_CONFIG',
      'SCORER_UNAVAILABLE',
      'EXPERIMENT_COMPLETED',
      'INVALID_DATASET_ITEM',
      'DUPLICATE_RUN',
    ],
    params: EXPERIMENT,
  })
  submit(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: SubmitRunsDto,
  ): Promise<SubmittedRunsDto> {
    return this.submission.submit(caller, id, body);
  }

  @Get()
  @Documented({
    summary: 'List the runs of an experiment with their scores, in the order sent',
    status: 200,
    answers: pageClass(RunDto),
    example: EXAMPLES.runs,
    params: EXPERIMENT,
  })
  list(@CurrentCaller() caller: Caller, @Param('id') id: string, @Query() query: RunQuery): Promise<Page<RunDto>> {
    return this.runs.list(caller, id, query);
  }
}
