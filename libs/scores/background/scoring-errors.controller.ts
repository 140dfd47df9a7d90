import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import { type Page, PageQuery } from '@assay/shared/pagination';
import { ScoringErrorDto } from '../dto/scoring-error.dto';
import { ScoringErrorsService } from './scoring-errors.service';

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  target_type: 'run',
  target_id: '019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c',
  experiment_id: '019a0c3e-5b10-7b02-9c11-5e0f7d3a1b2c',
  dataset_item_id: '019a0c3e-4c10-7b02-9c11-5e0f7d3a1b2c',
  trace_id: null,
  scorer_name: 'helpful',
  scorer: 'llm_judge',
  config: { model: 'gpt-4o-mini' },
  type: 'unreadable',
  message: 'the answer of the model has no number',
  excerpt: 'I would rather not say.',
  attempts: 1,
  created_at: '2026-02-21T22:00:00.000Z',
};

/** Scores that could not be made. */
@ApiTags('Scores')
@Authenticated()
@Controller('v1/experiments/:id/scoring-errors')
export class ScoringErrorsController {
  constructor(private readonly errors: ScoringErrorsService) {}

  @Get()
  @Documented({
    summary: 'List the scores of an experiment that could not be made, and why, oldest first',
    description:
      'A score that is made in the background and fails for good is no score: it stands here, with the beginning of what was answered.',
    status: 200,
    answers: pageClass(ScoringErrorDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    params: { id: 'The id of the experiment.' },
  })
  list(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<ScoringErrorDto>> {
    return this.errors.listOfExperiment(caller, id, query);
  }
}
