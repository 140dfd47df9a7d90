import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { CreateScoringRuleDto, ScoringRuleDto, ScoringRulesQuery, UpdateScoringRuleDto } from '../dto/scoring-rule.dto';
import { ScoringRulesService } from './scoring-rules.service';

const RULE = { id: 'The id of the rule.' };

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  project_id: 'proj-1',
  name: 'helpful answers',
  enabled: true,
  filter: { tag: 'beta', 'metadata.env': 'prod' },
  sampling_rate: 0.1,
  target_kind: 'root',
  scorer: { scorer_name: 'helpful', scorer: 'llm_judge', config: { score_range: [1, 5] } },
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

/** Rules that score new spans. */
@ApiTags('Scores')
@Authenticated()
@Controller('v1/scoring-rules')
export class ScoringRulesController {
  constructor(private readonly rules: ScoringRulesService) {}

  @Post()
  @Documented({
    summary: 'Create a rule that scores new spans',
    description:
      'Whenever spans arrive, their traces are held against the filter as they then stand; the spans that the rule means are scored in the ' +
      'background, each once. Filters on scores see those that exist by then.',
    status: 201,
    answers: ScoringRuleDto,
    example: EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG', 'SCORER_UNAVAILABLE'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateScoringRuleDto): Promise<ScoringRuleDto> {
    return this.rules.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the scoring rules of a project, newest first',
    status: 200,
    answers: pageClass(ScoringRuleDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ScoringRulesQuery): Promise<Page<ScoringRuleDto>> {
    return this.rules.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Show a scoring rule',
    status: 200,
    answers: ScoringRuleDto,
    example: EXAMPLE,
    params: RULE,
  })
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ScoringRuleDto> {
    return this.rules.find(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change a scoring rule',
    status: 200,
    answers: ScoringRuleDto,
    example: EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG', 'SCORER_UNAVAILABLE'],
    params: RULE,
  })
  update(
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
    @Body() body: UpdateScoringRuleDto,
  ): Promise<ScoringRuleDto> {
    return this.rules.update(caller, id, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a scoring rule; its scores stay',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: EXAMPLE.id },
    params: RULE,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.rules.delete(caller, id);
  }
}
