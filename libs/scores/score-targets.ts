import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { InvalidRequestError, ProjectRequiredError } from '@assay/shared/errors';
import { isServerId } from '@assay/shared/ids';
import {
  type RunSubject,
  type RunTarget,
  ScoreTargetRepository,
  type SpanNames,
  type SpanSubject,
  type SpanTarget,
} from './score-target.repository';

/** How a request names a target. */
export interface TargetNames {
  readonly target_id: string;
  readonly trace_id?: string | null;
  readonly project_id?: string | null;
}

/** Finds the run or span that a request names, as far as its token may see. */
@Injectable()
export class ScoreTargets {
  constructor(
    private readonly database: Database,
    private readonly targets: ScoreTargetRepository,
  ) {}

  /** @throws {NotFoundError} for a run that is not there or not for this token */
  async run(caller: Caller, names: TargetNames): Promise<RunTarget> {
    const projectId = runProject(caller, names);
    return foundRun(await this.targets.findRun(this.database, names.target_id, projectId), names);
  }

  /**
   * A run with what scorers compare.
   * @throws {NotFoundError} as {@link run}
   */
  async runSubject(caller: Caller, names: TargetNames): Promise<RunSubject> {
    const projectId = runProject(caller, names);
    return foundRun(await this.targets.findRunSubject(this.database, names.target_id, projectId), names);
  }

  /**
   * @throws {NotFoundError} for a span that is not there or not for this token
   * @throws {ProjectRequiredError} when several projects hold a span of this id and none is named
   * @throws {InvalidRequestError} when several traces do and none is named
   */
  async span(caller: Caller, names: TargetNames): Promise<SpanTarget> {
    return theSpan(await this.targets.findSpans(this.database, spanNames(caller, names)), names.target_id);
  }

  /**
   * A span with what scorers look at.
   * @throws as {@link span}
   */
  async spanSubject(caller: Caller, names: TargetNames): Promise<SpanSubject> {
    return theSpan(await this.targets.findSpanSubjects(this.database, spanNames(caller, names)), names.target_id);
  }
}

function runProject(caller: Caller, names: TargetNames): string | undefined {
  const projectId = caller.namedProject(names.project_id);
  if (!isServerId(names.target_id)) throw notFound('run', names.target_id);
  return projectId;
}

function foundRun<Run>(run: Run | undefined, names: TargetNames): Run {
  if (run === undefined) throw notFound('run', names.target_id);
  return run;
}

function spanNames(caller: Caller, names: TargetNames): SpanNames {
  return {
    spanId: names.target_id,
    traceId: names.trace_id ?? undefined,
    projectId: caller.namedProject(names.project_id),
  };
}

function theSpan<Span extends SpanTarget>(spans: Span[], spanId: string): Span {
  const [first] = spans;
  if (first === undefined) throw notFound('span', spanId);
  if (spans.some((span) => span.project_id !== first.project_id)) {
    throw new ProjectRequiredError('several projects hold a span of this id: add project_id', { field: 'project_id' });
  }
  if (spans.some((span) => span.trace_id !== first.trace_id)) {
    const reason = 'is required: several traces hold a span of this id';
    throw new InvalidRequestError(`trace_id ${reason}`, { field: 'trace_id', errors: [{ field: 'trace_id', reason }] });
  }
  return first;
}
