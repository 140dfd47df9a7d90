import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { BuiltInScorersDto, CreateScorerDto, ScorerDto, ScorersQuery, UpdateScorerDto } from '../dto/scorer.dto';
import { ScorersService } from './scorers.service';

const SCORER = { id: 'The id of the configuration.' };

const EXAMPLE = {
  id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
  project_id: 'proj-1',
  name: 'mentions the refund policy',
  description: 'Every answer about refunds',
  scorer: 'regex',
  config: { pattern: 'refund policy', flags: 'i' },
  created_at: '2026-02-21T22:00:00.000Z',
  updated_at: '2026-02-21T22:00:00.000Z',
};

const BUILT_IN_EXAMPLE = {
  name: 'levenshtein',
  description: 'How alike output and expected output are, by edit distance.',
  aliases: ['Levenshtein'],
  config_schema: { type: 'object', properties: { value: {} } },
  range: [0, 1],
};

/** Named configurations of scorers, and the scorers that there are. */
@ApiTags('Scorers')
@Authenticated()
@Controller('v1/scorers')
export class ScorersController {
  constructor(private readonly scorers: ScorersService) {}

  @Post()
  @Documented({
    summary: 'Create a named scorer',
    description:
      'A built-in scorer with its configuration, under a name that `scorer_name` and `scorer` may use wherever scores are asked for.',
    status: 201,
    answers: ScorerDto,
    example: EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateScorerDto): Promise<ScorerDto> {
    return this.scorers.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the named scorers of a project, newest first',
    status: 200,
    answers: pageClass(ScorerDto),
    example: { items: [EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ScorersQuery): Promise<Page<ScorerDto>> {
    return this.scorers.list(caller, query);
  }

  @Get('built-in')
  @Documented({
    summary: 'List the built-in scorers',
    description: 'What each computes, the names that it goes by, and what its configuration may hold.',
    status: 200,
    answers: BuiltInScorersDto,
    example: { items: [BUILT_IN_EXAMPLE] },
  })
  builtIn(): BuiltInScorersDto {
    return this.scorers.builtIn();
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch a named scorer',
    status: 200,
    answers: ScorerDto,
    example: EXAMPLE,
    params: SCORER,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ScorerDto> {
    return this.scorers.get(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change a named scorer',
    description: 'What is absent stays, `null` clears, `config` is replaced whole. Scores that were made stay.',
    status: 200,
    answers: ScorerDto,
    example: EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG'],
    params: SCORER,
  })
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: UpdateScorerDto): Promise<ScorerDto> {
    return this.scorers.update(caller, id, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a named scorer',
    description: 'Scores that were made stay.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: EXAMPLE.id },
    params: SCORER,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.scorers.delete(caller, id);
  }
}
