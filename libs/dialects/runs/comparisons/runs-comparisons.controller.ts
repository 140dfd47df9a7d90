import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, Needs } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { CompareRunsDto, CompareRunsQuery, RunsComparisonDto } from '../dto/run-comparison.dto';
import { EXAMPLES } from '../examples';
import { ById, OfRunsSurface } from '../in-project';
import { RunsComparisonsService } from './runs-comparisons.service';

/** Runs side by side. All of it reads, so a read key may call it. */
@ApiTags('Datasets and runs')
@Authenticated()
@Needs('read')
@OfRunsSurface()
@Controller('api')
export class RunsComparisonsController {
  constructor(private readonly comparisons: RunsComparisonsService) {}

  @Post('runs/compare')
  @Documented({
    summary: 'Compare two runs with thresholds',
    status: 200,
    answers: RunsComparisonDto,
    example: EXAMPLES.comparison,
  })
  compare(@ById() caller: Caller, @Body() body: CompareRunsDto): Promise<RunsComparisonDto> {
    return this.comparisons.compare(caller, body);
  }

  @Get('runs/compare')
  @Documented({ summary: 'Compare two runs', status: 200, answers: RunsComparisonDto, example: EXAMPLES.comparison })
  compareByQuery(@ById() caller: Caller, @Query() query: CompareRunsQuery): Promise<RunsComparisonDto> {
    return this.comparisons.compareByQuery(caller, query);
  }

  @Post('datasets/:datasetId/compare')
  @Documented({
    summary: 'Compare two runs, one of which at least is on the dataset',
    status: 200,
    answers: RunsComparisonDto,
    example: EXAMPLES.comparison,
    params: { datasetId: 'The id of the dataset.' },
  })
  compareOnDataset(
    @ById() caller: Caller,
    @Param('datasetId') datasetId: string,
    @Body() body: CompareRunsDto,
  ): Promise<RunsComparisonDto> {
    return this.comparisons.compare(caller, body, datasetId);
  }
}
