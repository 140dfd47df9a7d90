import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { ScoringErrorDto, ScoringErrorsQuery } from '../dto/scoring-error.dto';
import { ScoringErrorsService } from './scoring-errors.service';

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  target_type: 'span',
  target_id: 'span-42',
  experiment_id: null,
  dataset_item_id: null,
  trace_id: 'trace-7',
  scorer_name: 'helpful in production',
  scorer: 'llm_judge',
  config: { model: 'gpt-4o-mini' },
  type: 'refused',
  message: 'the model refused to answer',
  excerpt: 'I cannot judge this.',
  attempts: 1,
  created_at: '2026-02-21T22:00:00.000Z',
};

/** Scores of a project that could not be made. */
@ApiTags('Scores')
@Authenticated()
@Controller('v1/scoring-errors')
export class ProjectScoringErrorsController {
  constructor(private readonly errors: ScoringErrorsService) {}

  @Get()
  @Documented({
    summary: 'List the scores of a project that could not be made, and why, newest first',
    description:
      'Of runs and spans, whoever asked for them: scoring rules, batches, `POST /v1/scores`, inline scores. ' +
      'With `target_type=span` those of online scoring alone, with `trace_id` those of one trace.',
    status: 200,
    answers: pageClass(ScoringErrorDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ScoringErrorsQuery): Promise<Page<ScoringErrorDto>> {
    return this.errors.listOfProject(caller, query);
  }
}
