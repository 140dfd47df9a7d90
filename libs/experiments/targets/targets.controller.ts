import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, type Caller, CurrentCaller } from '@assay/shared/auth';
import { DeletedDto, Documented, pageClass } from '@assay/shared/http';
import type { Page } from '@assay/shared/pagination';
import { CreateTargetDto, TargetDto, TargetsQuery, UpdateTargetDto } from './dto/target.dto';
import { TargetTrialDto, TryTargetDto } from './dto/trial.dto';
import { TARGET_EXAMPLE, TRIAL_EXAMPLE } from './examples';
import { TargetsService } from './targets.service';
import { TrialService } from './trial.service';

const TARGET = { id: 'The id of the target.' };

/** Targets: what experiments call for each item. */
@ApiTags('Targets')
@Authenticated()
@Controller('v1/targets')
export class TargetsController {
  constructor(
    private readonly targets: TargetsService,
    private readonly trials: TrialService,
  ) {}

  @Post()
  @Documented({
    summary: 'Create a target',
    description:
      'What an experiment calls for each item: an HTTP endpoint, a prompt for a language model, or a scorer under test. Templates, paths, URL and headers are checked now, not at the first call.',
    status: 201,
    answers: TargetDto,
    example: TARGET_EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG', 'SECRET_KEY_MISSING'],
  })
  create(@CurrentCaller() caller: Caller, @Body() body: CreateTargetDto): Promise<TargetDto> {
    return this.targets.create(caller, body);
  }

  @Get()
  @Documented({
    summary: 'List the targets of a project, newest first',
    status: 200,
    answers: pageClass(TargetDto),
    example: { items: [TARGET_EXAMPLE], next_cursor: null, limit: 50 },
    errors: ['PROJECT_REQUIRED'],
  })
  list(@CurrentCaller() caller: Caller, @Query() query: TargetsQuery): Promise<Page<TargetDto>> {
    return this.targets.list(caller, query);
  }

  @Get(':id')
  @Documented({
    summary: 'Fetch a target, without the values of its headers',
    status: 200,
    answers: TargetDto,
    example: TARGET_EXAMPLE,
    params: TARGET,
  })
  get(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<TargetDto> {
    return this.targets.get(caller, id);
  }

  @Patch(':id')
  @Documented({
    summary: 'Change a target',
    description:
      'What is absent stays, `null` clears or gives the default; the type stays. Of `headers` each name is changed alone. When `url` names another server, headers are given anew or taken away.',
    status: 200,
    answers: TargetDto,
    example: TARGET_EXAMPLE,
    errors: ['CONFLICT', 'INVALID_SCORER_CONFIG', 'SECRET_KEY_MISSING'],
    params: TARGET,
  })
  update(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: UpdateTargetDto): Promise<TargetDto> {
    return this.targets.update(caller, id, body);
  }

  @Delete(':id')
  @Documented({
    summary: 'Delete a target',
    description: 'For good. Experiments and runs stay; an execution that still calls it fails.',
    status: 200,
    answers: DeletedDto,
    example: { deleted: true, id: 'target-1' },
    params: TARGET,
  })
  delete(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<DeletedDto> {
    return this.targets.delete(caller, id);
  }

  @Post(':id/test')
  @Documented({
    summary: 'Call a target once and show what came back',
    description:
      'As an experiment would call it for an item with these values; nothing is stored. A target that fails is an answer with an `error`.',
    status: 200,
    answers: TargetTrialDto,
    example: TRIAL_EXAMPLE,
    params: TARGET,
  })
  test(@CurrentCaller() caller: Caller, @Param('id') id: string, @Body() body: TryTargetDto): Promise<TargetTrialDto> {
    return this.trials.run(caller, id, body);
  }
}
