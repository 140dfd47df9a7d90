import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller, Needs } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { ComparisonDto } from '../dto/comparison.dto';
import { SummaryDto } from '../dto/summary.dto';
import { ThresholdDto, ThresholdResultDto } from '../dto/threshold.dto';
import { EXAMPLES } from '../examples';
import { ResultsService } from './results.service';

const EXPERIMENT = { id: 'The id of the experiment.' };

/** What the scores of experiments say. */
@ApiTags('Experiments')
@Authenticated()
@Needs('read')
@Controller('v1/experiments/:id')
export class ResultsController {
  constructor(private readonly results: ResultsService) {}

  @Get('summary')
  @Documented({
    summary: 'Summarise the quality of an experiment',
    description: 'Over all scores of each scorer; means are exact and rounded to 6 decimals.',
    status: 200,
    answers: SummaryDto,
    example: EXAMPLES.summary,
    params: EXPERIMENT,
  })
  summary(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<SummaryDto> {
    return this.results.summary(caller, id);
  }

  @Get('compare/:other_id')
  @Documented({
    summary: 'Compare two experiments on the same dataset',
    description:
      'The experiment of the path is the base. Whether a score rose or fell is decided on exact values; what is shown is rounded to 6 decimals.',
    status: 200,
    answers: ComparisonDto,
    example: EXAMPLES.comparison,
    errors: ['INCOMPATIBLE_EXPERIMENTS'],
    params: { ...EXPERIMENT, other_id: 'The id of the experiment to compare it with.' },
  })
  compare(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Param('other_id') otherId: string,
  ): Promise<ComparisonDto> {
    return this.results.compare(caller, id, otherId);
  }

  @Post('threshold')
  @Documented({
    summary: 'Hold an experiment against a quality threshold',
    description: 'Reads only, so a read key may call it.',
    status: 200,
    answers: ThresholdResultDto,
    example: EXAMPLES.threshold,
    errors: ['UNSUPPORTED_THRESHOLD_TYPE'],
    params: EXPERIMENT,
  })
  threshold(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: ThresholdDto,
  ): Promise<ThresholdResultDto> {
    return this.results.threshold(caller, id, body);
  }
}
