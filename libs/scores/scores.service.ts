import { Injectable } from '@nestjs/common';
import { Database, violates } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { newId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import { nowIso } from '@assay/shared/time';
import type { ListedScoreDto, ScoreDto, TargetType } from './dto/score.dto';
import type { CreateScoreDto, ListScoresQuery, NoScoreDto } from './dto/scores.dto';
import { BackgroundScores } from './background/background-scores';
import type { TaskTarget } from './background/score-task';
import { listedScoreDtoOf, newScoreDto } from './score-dto-of';
import { isMade, type MadeScore, type NoScore, type PreparedScore, prepareScore } from './score-maker';
import type { RunTarget, SpanTarget } from './score-target.repository';
import { ScoreTargets } from './score-targets';
import {
  type NewRunScore,
  type NewSpanScore,
  type ScoreListing,
  type ScorePage,
  ScoreRepository,
} from './score.repository';
import { NamedScorers } from './named/named-scorers';
import { spanSubject } from './span-subject';

/** The target a list was asked for, and how to read a page of it. */
interface ListedTarget {
  readonly projectId: string;
  readonly traceId: string | null;
  page(listing: ScoreListing): Promise<ScorePage>;
}

/** Scores of runs and spans: made from a given value, or computed by a built-in scorer; never changed. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly database: Database,
    private readonly scores: ScoreRepository,
    private readonly targets: ScoreTargets,
    private readonly background: BackgroundScores,
    private readonly named: NamedScorers,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Makes a score; where a computed one cannot be made, nothing is stored and the answer says why. One that only a model
   * can make is queued.
   * @throws {NotFoundError} for an unknown target
   * @throws as `prepareScore`, {@link ScoreTargets.span} and {@link BackgroundScores.mustBeAvailable}
   */
  create(caller: Caller, body: CreateScoreDto): Promise<ScoreDto | NoScoreDto> {
    // What a named scorer is shows with the project of its target.
    const prepared = this.named.asksForNamed(body) ? undefined : prepareScore(body);
    return body.target_type === 'run' ? this.scoreRun(caller, body, prepared) : this.scoreSpan(caller, body, prepared);
  }

  private async resolved(projectId: string, body: CreateScoreDto): Promise<CreateScoreDto> {
    const [request] = await this.named.resolve(projectId, [body]);
    return request ?? body;
  }

  /**
   * The scores of a target, oldest first.
   * @throws {NotFoundError} for an unknown target
   * @throws as {@link ScoreTargets.span}
   */
  async list(caller: Caller, query: ListScoresQuery): Promise<Page<ListedScoreDto>> {
    const target =
      query.target_type === 'run' ? await this.listedRun(caller, query) : await this.listedSpan(caller, query);
    const limit = query.limit ?? DEFAULT_LIMIT;
    const scorerName = query.scorer_name?.trim();
    const { target_type, target_id } = query;
    const scope = {
      list: 'scores',
      project: target.projectId,
      target_type,
      target_id,
      trace: target.traceId,
      scorer: scorerName,
    };
    const afterId = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor)[0];
    const { found, rows } = await target.page({ scorerName, count: limit + 1, afterId });
    if (!found) throw notFound(target_type, target_id);
    return pageOf(rows, limit, listedScoreDtoOf, (row) => this.cursors.encode(scope, [row.id]));
  }

  private async scoreRun(
    caller: Caller,
    body: CreateScoreDto,
    known: PreparedScore | undefined,
  ): Promise<ScoreDto | NoScoreDto> {
    if (known?.needsSubject === false) {
      const run = await this.targets.run(caller, body);
      return this.storeOfRun(run, known.make({ output: undefined, expectedOutput: undefined }));
    }
    const run = await this.targets.runSubject(caller, body);
    const prepared = known ?? prepareScore(await this.resolved(run.project_id, body));
    await this.background.mustBeAvailable(run.project_id, [prepared]);
    if (run.failed && prepared.needsSubject) return { score: null, reason: 'The run has an error.' };
    return this.storeOfRun(
      run,
      prepared.make({
        input: payload(run.input),
        output: payload(run.output),
        expectedOutput: payload(run.expected_output),
      }),
    );
  }

  private async scoreSpan(
    caller: Caller,
    body: CreateScoreDto,
    known: PreparedScore | undefined,
  ): Promise<ScoreDto | NoScoreDto> {
    if (known?.needsSubject === false) {
      const span = await this.targets.span(caller, body);
      return this.storeOfSpan(span, body.target_id, known.make({ output: undefined, expectedOutput: undefined }));
    }
    const span = await this.targets.spanSubject(caller, body);
    const asked = known === undefined ? await this.resolved(span.project_id, body) : body;
    const prepared = known ?? prepareScore(asked);
    await this.background.mustBeAvailable(span.project_id, [prepared]);
    const subject = spanSubject({ input: payload(span.input), output: payload(span.output) }, asked.config);
    return this.storeOfSpan(span, body.target_id, prepared.make(subject));
  }

  private async storeOfRun(run: RunTarget, result: MadeScore | NoScore): Promise<ScoreDto | NoScoreDto> {
    const target = { runId: run.id, experimentId: run.experiment_id, datasetItemId: run.dataset_item_id };
    if (!isMade(result)) return this.withoutScore(run.project_id, target, result);
    const score: NewRunScore = { ...result, ...target, id: newId(), createdAt: nowIso() };
    await this.stored('run', run.id, 'scores_run', this.scores.insertForRuns(this.database, run.project_id, [score]));
    return newScoreDto(run.project_id, score);
  }

  private async storeOfSpan(
    span: SpanTarget,
    spanId: string,
    result: MadeScore | NoScore,
  ): Promise<ScoreDto | NoScoreDto> {
    const target = { traceId: span.trace_id, spanId };
    if (!isMade(result)) return this.withoutScore(span.project_id, target, result);
    const score: NewSpanScore = { ...result, ...target, id: newId(), createdAt: nowIso() };
    await this.stored(
      'span',
      spanId,
      'scores_span',
      this.scores.insertForSpans(this.database, span.project_id, [score]),
    );
    return newScoreDto(span.project_id, score);
  }

  /** There is none: it is queued, or cannot be made. */
  private async withoutScore(projectId: string, target: TaskTarget, { reason, queued }: NoScore): Promise<NoScoreDto> {
    if (queued !== undefined) {
      const [kind, id]: [TargetType, string] = 'runId' in target ? ['run', target.runId] : ['span', target.spanId];
      const enqueue = this.background.enqueue(this.database, projectId, [{ ...queued, target }]);
      await this.stored(kind, id, `score_tasks_${kind}`, enqueue);
    }
    return { score: null, reason };
  }

  /** A target that was deleted since it was found is not found. */
  private async stored(kind: TargetType, id: string, foreignKey: string, insert: Promise<void>): Promise<void> {
    try {
      await insert;
    } catch (error) {
      throw violates(error, foreignKey) ? notFound(kind, id) : error;
    }
  }

  private async listedRun(caller: Caller, query: ListScoresQuery): Promise<ListedTarget> {
    const { project_id: projectId, id } = await this.targets.run(caller, query);
    return {
      projectId,
      traceId: null,
      page: (listing) => this.scores.listOfRun(this.database, projectId, id, listing),
    };
  }

  private async listedSpan(caller: Caller, query: ListScoresQuery): Promise<ListedTarget> {
    const { project_id: projectId, trace_id: traceId } = await this.targets.span(caller, query);
    return {
      projectId,
      traceId,
      page: (listing) => this.scores.listOfSpan(this.database, projectId, traceId, query.target_id, listing),
    };
  }
}

function payload(text: string | null): unknown {
  return text === null ? undefined : rawJson(text);
}
