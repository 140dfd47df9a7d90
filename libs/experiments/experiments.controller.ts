import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { CreateExperimentDto, ExperimentDto, ExperimentQuery } from './dto/experiment.dto';
import { EXAMPLES } from './examples';
import { ExperimentsService } from './experiments.service';

const EXPERIMENT = { id: 'The id of the experiment.' };

/** Experiments: making, reading and completing them. */
@ApiTags('Experiments')
@Authenticated()
@Controller('v1/experiments')
export class ExperimentsController {
  constructor(private readonly experiments: ExperimentsService) {}

  @Post()
  @Documented({
    summary: 'Create an experiment on a dataset as it stands now',
    status: 201,
    answers: ExperimentDto,
    example: EXAMPLES.experiment,
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateExperimentDto): Promise<ExperimentDto> {
    return this.experiments.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the experiments of a project, newest first',
    status: 200,
    answers: pageClass(ExperimentDto),
    example: { items: [EXAMPLES.experiment], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ExperimentQuery): Promise<Page<ExperimentDto>> {
    return this.experiments.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Get an experiment',
    status: 200,
    answers: ExperimentDto,
    example: EXAMPLES.experiment,
    params: EXPERIMENT,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExperimentDto> {
    return this.experiments.get(caller, id);
  }

  @Post(':id/complete')
  @Documented({
    summary: 'Complete an experiment: it takes no more runs',
    description: 'Takes no body, an empty one or `{}`. Scores on its runs are still accepted.',
    status: 200,
    answers: ExperimentDto,
    example: { ...EXAMPLES.experiment, status: 'completed', completed_at: '2026-02-21T23:00:00.000Z' },
    errors: ['EXPERIMENT_COMPLETED'],
    params: EXPERIMENT,
  })
  complete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ExperimentDto> {
    return this.experiments.complete(caller, id);
  }
}
