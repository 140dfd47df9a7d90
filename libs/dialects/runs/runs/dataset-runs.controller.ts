import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { RunsResultsDto, RunsRunDto, RunsRunsDto } from '../dto/run.dto';
import { EXAMPLES } from '../examples';
import { ById, TakesProjectHeader } from '../in-project';
import { PageNumberQuery } from '../paging';
import { RunsHistoryService } from './runs-history.service';

const DATASET = { datasetId: 'The id of the dataset.' };
const RUN = { ...DATASET, runId: 'The id of the run.' };

/** The runs on a dataset. */
@ApiTags('Datasets and runs')
@Authenticated()
@TakesProjectHeader()
@Controller('api/datasets/:datasetId/runs')
export class DatasetRunsController {
  constructor(private readonly runs: RunsHistoryService) {}

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
