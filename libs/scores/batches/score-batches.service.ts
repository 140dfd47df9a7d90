import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { newId } from '@assay/shared/ids';
import { jsonText, rawJson } from '@assay/shared/json';
import type { Page, PageQuery } from '@assay/shared/pagination';
import { isoMillis, nowIso } from '@assay/shared/time';
import { BackgroundScores } from '../background/background-scores';
import { NamedScorers } from '../named/named-scorers';
import { ScoringErrorsService } from '../background/scoring-errors.service';
import type { CreateScoreBatchDto, ScoreBatchDto } from '../dto/score-batch.dto';
import type { ScoringErrorDto } from '../dto/scoring-error.dto';
import { usageOf } from '../dto/score-usage.dto';
import type { UsageSums } from '../usage/usage-sql';
import { prepareScore, type ScoreRequest } from '../score-maker';
import { BatchTargets } from './batch-targets';
import { ScoreBatchRepository, type ScoreBatchRow } from './score-batch.repository';

/** Scores of many targets as one job. */
@Injectable()
export class ScoreBatchesService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly batches: ScoreBatchRepository,
    private readonly targets: BatchTargets,
    private readonly background: BackgroundScores,
    private readonly named: NamedScorers,
    private readonly errors: ScoringErrorsService,
    private readonly locator: ResourceLocator,
  ) {}

  onModuleInit(): void {
    this.background.onSettled(async (tx, task, end) => {
      if (task.batch_id !== null) await this.batches.count(tx, task.project_id, task.batch_id, end);
    });
  }

  /**
   * Stores a task for each target, all of them or none.
   * @throws {InvalidRequestError} for a scorer that computes nothing, and as {@link BatchTargets.finder}
   * @throws {NotFoundError} for an unknown target
   * @throws as `prepareScore` and {@link BackgroundScores.mustBeAvailable}
   */
  async create(caller: Caller, body: CreateScoreBatchDto): Promise<ScoreBatchDto> {
    const request: ScoreRequest = { scorer_name: body.scorer_name, scorer: body.scorer, config: body.config };
    // What a named scorer is shows with the project.
    const known = this.named.asksForNamed(request) ? undefined : prepareScore(request);
    const find = this.targets.finder(body);
    const projectId = await this.projectOf(caller, body);
    const [{ scorer_name, scorer, config } = request] = await this.named.resolve(projectId, [request]);
    const prepared = known ?? prepareScore({ scorer_name, scorer, config });
    await this.background.mustBeAvailable(projectId, [prepared]);
    const batch = {
      id: newId(),
      project_id: projectId,
      target_type: body.target_type,
      scorer_name: scorer_name.trim(),
      scorer: typeof scorer === 'string' ? scorer : scorer_name.trim(),
      config: config == null ? null : jsonText(config),
      created_at: nowIso(),
    };
    const total = await this.stored(body, () =>
      this.database.transaction(async (tx) => {
        const targets = await find(tx, projectId);
        const made = { scorerName: batch.scorer_name, scorer: batch.scorer, config: batch.config, batchId: batch.id };
        await this.batches.insert(tx, { ...batch, total: targets.length });
        await this.background.enqueue(
          tx,
          projectId,
          targets.map((target) => ({ ...made, target })),
        );
        return targets.length;
      }),
    );
    return shown({ ...batch, total, scored: 0, skipped: 0, failed: 0, waiting: total, usage: null });
  }

  /** @throws {NotFoundError} */
  async find(caller: Caller, id: string): Promise<ScoreBatchDto> {
    const projectId = await this.locator.projectOf(this.database, caller, 'score_batch', id);
    const row = await this.batches.find(this.database, projectId, id);
    if (row === undefined) throw notFound('score_batch', id);
    return shown(row);
  }

  /** The scores of a batch that could not be made, oldest first. @throws {NotFoundError} */
  listErrors(caller: Caller, id: string, query: PageQuery): Promise<Page<ScoringErrorDto>> {
    return this.errors.listOfBatch(caller, id, query);
  }

  private async projectOf(caller: Caller, body: CreateScoreBatchDto): Promise<string> {
    const named = caller.namedProject(body.project_id);
    if (named !== undefined || body.experiment_id == null) return named ?? caller.projectOfBody(body.project_id);
    return this.locator.projectOf(this.database, caller, 'experiment', body.experiment_id);
  }

  /** Targets that are deleted while they are asked for are not found; a project without any has nothing. */
  private async stored<Result>(body: CreateScoreBatchDto, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const isGone = violates(error, 'score_tasks_run') || violates(error, 'score_tasks_span');
      if (isGone) throw notFound(body.target_type, 'of this batch');
      throw violates(error, 'score_batches_project') ? notFound('project', body.project_id ?? '') : error;
    }
  }
}

function shown(row: ScoreBatchRow): ScoreBatchDto {
  const completed = row.total - row.waiting;
  const isBegun = row.scored + row.skipped + row.failed > 0;
  return {
    id: row.id,
    project_id: row.project_id,
    status: row.waiting === 0 ? 'completed' : isBegun ? 'running' : 'pending',
    target_type: row.target_type,
    scorer_name: row.scorer_name,
    scorer: row.scorer,
    config: row.config === null ? null : rawJson(row.config),
    total: row.total,
    completed,
    scored: row.scored,
    skipped: row.skipped,
    failed: row.failed,
    usage: row.usage === null ? null : usageOf(JSON.parse(row.usage) as UsageSums),
    created_at: isoMillis(row.created_at),
  };
}
