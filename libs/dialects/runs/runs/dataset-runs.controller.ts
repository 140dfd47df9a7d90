import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { RunsResultsDto, RunsRunDto, RunsRunsDto, TriggerRunDto } from '../dto/run.dto';
import { EXAMPLES } from '../examples';
import { ById, OfRunsSurface } from '../in-project';
import { PageNumberQuery } from '../paging';
import { RunsHistoryService } from './runs-history.service';
import { RunsTriggerService } from './runs-trigger.service';

const DATASET = { datasetId: 'The id of the dataset.' };
const RUN = { ...DATASET, runId: 'The id of the run.' };

/** The runs on a dataset. */
@ApiTags('Datasets and runs')
@Authenticated()
@OfRunsSurface()
@Controller('api/datasets/:datasetId/runs')
export class DatasetRunsController {
  constructor(
    private readonly runs: RunsHistoryService,
    private readonly triggers: RunsTriggerService,
  ) {}

  @Get()
  @Documented({
    summary: 'List the runs on a dataset, newest first',
    description: 'Every experiment on it, also those whose results a client submitted on `/v1`.',
    status: 200,
    answers: RunsRunsDto,
    example: EXAMPLES.runs,
    params: DATASET,
  })
  list(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Query() query: PageNumberQuery,
  ): Promise<RunsRunsDto> {
    return this.runs.list(caller, datasetId, query);
  }

  @Post()
  @Documented({
    summary: 'Start a run: call a target for each item of the dataset',
    description:
      'Answers at once. Each item gets a result with the output of the target or an error, and a score from each of the scorers. On `/v1` it is an experiment that completes itself.',
    status: 202,
    answers: RunsRunDto,
    example: {
      ...EXAMPLES.run,
      status: 'pending',
      succeededCount: 0,
      failedCount: 0,
      startedAt: null,
      completedAt: null,
    },
    errors: ['INVALID_SCORER_CONFIG', 'SCORER_UNAVAILABLE', 'INVALID_DATASET_ITEM'],
    params: DATASET,
  })
  trigger(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Body() body: TriggerRunDto,
  ): Promise<RunsRunDto> {
    return this.triggers.trigger(caller, datasetId, body);
  }

  @Get(':runId')
  @Documented({
    summary: 'Get a run on a dataset',
    status: 200,
    answers: RunsRunDto,
    example: EXAMPLES.run,
    params: RUN,
  })
  get(@ById() caller: Caller, @Param('datasetId') datasetId: string, @Param('runId') id: string): Promise<RunsRunDto> {
    return this.runs.get(caller, id, datasetId);
  }

  @Get(':runId/results')
  @Documented({
    summary: 'List the results of a run on a dataset, with their scores',
    status: 200,
    answers: RunsResultsDto,
    example: EXAMPLES.results,
    params: RUN,
  })
  results(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Param('runId') id: string,
    @Query() query: PageNumberQuery,
  ): Promise<RunsResultsDto> {
    return this.runs.results(caller, id, query, datasetId);
  }
}
