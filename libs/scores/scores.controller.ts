import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { ListedScoreDto, ScoreDto } from './dto/score.dto';
import { CreateScoreDto, ListScoresQuery, NoScoreDto } from './dto/scores.dto';
import { ScoresService } from './scores.service';

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  project_id: 'proj-1',
  target_id: '019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c',
  target_type: 'run',
  trace_id: null,
  scorer_name: 'human',
  value: 0.9,
  rationale: 'Response was accurate but slightly verbose.',
  config: null,
  created_at: '2026-02-21T22:00:00.000Z',
};

const SENT = {
  project_id: 'proj-1',
  target_type: 'run',
  target_id: '019a0c3e-6a10-7b02-9c11-5e0f7d3a1b2c',
  scorer_name: 'human',
  value: 0.9,
  rationale: 'Response was accurate but slightly verbose.',
};

const JUDGED = {
  ...EXAMPLE,
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d',
  scorer_name: 'helpful',
  value: 0.75,
  rationale: '4 out of 5: almost.',
  usage: { model: 'gpt-4o-mini', calls: 1, kept_answers: 0, tokens_input: 412, tokens_output: 36, cost_usd: 0.0000834 },
};

const isNoScore = (result: unknown): result is NoScoreDto =>
  result instanceof Object && 'score' in result && result.score === null;

/** Scores of runs and spans. */
@ApiTags('Scores')
@Authenticated()
@Controller('v1/scores')
export class ScoresController {
  constructor(private readonly scores: ScoresService) {}

  @Post()
  @Documented({
    summary: 'Score a run or a span',
    description:
      'Stores the `value` as given: a number from 0 to 1 or a label. Without a `value` the built-in scorer that `scorer` or `scorer_name` names ' +
      'computes it: from the output and the expected output of the item of a run; on spans from the output and `config.expected_output`. `llm_judge` and `llm_grade` ask a language model, behind the answer.',
    status: 201,
    answers: ScoreDto,
    example: EXAMPLE,
    sends: SENT,
    otherwise: [
      {
        status: 200,
        description: 'No score could be made, and none was stored.',
        answers: NoScoreDto,
        example: { score: null, reason: 'No expected output to compare with.' },
        when: (result) => isNoScore(result) && result.reason !== 'queued',
      },
      {
        status: 202,
        description: 'The score is made in the background, by a language model.',
        answers: NoScoreDto,
        example: { score: null, reason: 'queued' },
        when: (result) => isNoScore(result) && result.reason === 'queued',
      },
    ],
    errors: ['INVALID_SCORE_VALUE', 'INVALID_SCORER_CONFIG', 'PROJECT_REQUIRED', 'SCORER_UNAVAILABLE'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateScoreDto): Promise<ScoreDto | NoScoreDto> {
    return this.scores.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the scores of a run or a span, oldest first',
    status: 200,
    answers: pageClass(ListedScoreDto),
    example: { items: [{ ...EXAMPLE, usage: null }, JUDGED], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ListScoresQuery): Promise<Page<ListedScoreDto>> {
    return this.scores.list(caller, query);
  }
}
