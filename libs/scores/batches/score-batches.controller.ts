import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import { type Page, PageQuery } from '@assay/shared/pagination';
import { CreateScoreBatchDto, ScoreBatchDto } from '../dto/score-batch.dto';
import { ScoringErrorDto } from '../dto/scoring-error.dto';
import { ScoreBatchesService } from './score-batches.service';

const BATCH = { id: 'The id of the batch.' };

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  project_id: 'proj-1',
  status: 'running',
  target_type: 'run',
  scorer_name: 'helpful',
  scorer: 'llm_judge',
  config: { score_range: [1, 5] },
  total: 100,
  completed: 42,
  scored: 40,
  skipped: 1,
  failed: 1,
  usage: { calls: 38, kept_answers: 3, tokens_input: 15656, tokens_output: 1368, cost_usd: 0.0031692 },
  created_at: '2026-02-21T22:00:00.000Z',
};

const FAILED = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d',
  target_type: 'run',
  target_id: '019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c',
  experiment_id: 'exp-1',
  dataset_item_id: 'item-1',
  trace_id: null,
  scorer_name: 'helpful',
  scorer: 'llm_judge',
  config: { score_range: [1, 5] },
  type: 'unreadable',
  message: 'the answer of the model has no number',
  excerpt: 'I would rather not say.',
  attempts: 1,
  created_at: '2026-02-21T22:00:01.000Z',
};

/** Scores of many targets as one job. */
@ApiTags('Scores')
@Authenticated()
@Controller('v1/scores/batch')
export class ScoreBatchesController {
  constructor(private readonly batches: ScoreBatchesService) {}

  @Post()
  @Documented({
    summary: 'Score many runs or spans in the background',
    description:
      'One of `target_ids`, `experiment_id` (its runs) and `filter` (spans of the traces it keeps) says what to score. Any scorer that the ' +
      'server computes or asks a model for. All targets are queued, or none.',
    status: 202,
    answers: ScoreBatchDto,
    example: { ...EXAMPLE, status: 'pending', completed: 0, scored: 0, skipped: 0, failed: 0, usage: null },
    sends: {
      target_type: 'run',
      experiment_id: 'exp-1',
      scorer_name: 'helpful',
      scorer: 'llm_judge',
      config: { score_range: [1, 5] },
    },
    errors: ['INVALID_SCORER_CONFIG', 'SCORER_UNAVAILABLE'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateScoreBatchDto): Promise<ScoreBatchDto> {
    return this.batches.create(caller, body);
  }

  @Get(':id')
  @Documented({
    summary: 'Show how far a batch of scores is',
    status: 200,
    answers: ScoreBatchDto,
    example: EXAMPLE,
    params: BATCH,
  })
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ScoreBatchDto> {
    return this.batches.find(caller, id);
  }

  @Get(':id/errors')
  @Documented({
    summary: 'List the scores of a batch that could not be made, and why, oldest first',
    status: 200,
    answers: pageClass(ScoringErrorDto),
    example: { items: [FAILED], next_cursor: null, limit: 50 },
    params: BATCH,
  })
  listErrors(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Query() query: PageQuery,
  ): Promise<Page<ScoringErrorDto>> {
    return this.batches.listErrors(caller, id, query);
  }
}
