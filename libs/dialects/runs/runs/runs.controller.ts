import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { RunsResultsDto, RunsRunDto } from '../dto/run.dto';
import { EXAMPLES } from '../examples';
import { ById, OfRunsSurface } from '../in-project';
import { PageNumberQuery } from '../paging';
import { RunsHistoryService } from './runs-history.service';

const RUN = { runId: 'The id of the run.' };

/** Runs by their id. */
@ApiTags('Datasets and runs')
@Authenticated()
@OfRunsSurface()
@Controller('api/runs')
export class RunsByIdController {
  constructor(private readonly runs: RunsHistoryService) {}

  @Get(':runId')
  @Documented({ summary: 'Get a run', status: 200, answers: RunsRunDto, example: EXAMPLES.run, params: RUN })
  get(@ById() caller: Caller, @Param('runId') id: string): Promise<RunsRunDto> {
    return this.runs.get(caller, id);
  }

  @Get(':runId/results')
  @Documented({
    summary: 'List the results of a run, with their scores',
    status: 200,
    answers: RunsResultsDto,
    example: EXAMPLES.results,
    params: RUN,
  })
  results(
    @ById() caller: Caller,
    @Param('runId') id: string,
    @Query() query: PageNumberQuery,
  ): Promise<RunsResultsDto> {
    return this.runs.results(caller, id, query);
  }
}
