import { Injectable } from '@nestjs/common';
import type { Transaction } from '@assay/database';
import { notFound } from '@assay/projects';
import { InvalidRequestError } from '@assay/shared/errors';
import { clientIdProblem, invalidFields } from '@assay/shared/http/fields';
import { isServerId } from '@assay/shared/ids';
import { SpanSelector } from '@assay/traces';
import type { TaskTarget } from '../background/score-task';
import type { CreateScoreBatchDto } from '../dto/score-batch.dto';
import { type BatchRun, ScoreBatchRepository } from './score-batch.repository';

/** Finds what a batch is to score; runs in the transaction that stores it. */
export type TargetFinder = (tx: Transaction, projectId: string) => Promise<TaskTarget[]>;

const MAX_NAMED = 1_000;
const MAX_FOUND = 10_000;
const MAX_ID_BYTES = 512;
const WAYS = ['target_ids', 'experiment_id', 'filter'] as const;

/** Which runs or spans a batch means. */
@Injectable()
export class BatchTargets {
  constructor(
    private readonly batches: ScoreBatchRepository,
    private readonly spans: SpanSelector,
  ) {}

  /**
   * Checks how a body names its targets, and gives what finds them.
   * @throws {InvalidRequestError} unless exactly one way is used, and one that fits the type of target
   */
  finder(body: CreateScoreBatchDto): TargetFinder {
    const [way, ...others] = WAYS.filter((name) => body[name] != null);
    if (way === undefined || others.length > 0) {
      throw refused(way ?? 'target_ids', `must be given alone: exactly one of ${WAYS.join(', ')} says what to score`);
    }
    if (way === 'experiment_id') return this.ofExperiment(body);
    if (way === 'filter') return this.ofFilter(body);
    const ids = idsOf(body.target_ids);
    return body.target_type === 'run' ? this.runs(ids) : this.spansNamed(ids, body.trace_id ?? null);
  }

  private ofExperiment({ target_type: type, experiment_id: id }: CreateScoreBatchDto): TargetFinder {
    if (type !== 'run') throw refused('experiment_id', 'has runs: target_type must be run');
    return async (tx, projectId) => {
      const runs = await this.batches.runsOfExperiment(tx, projectId, id ?? '', MAX_FOUND + 1);
      if (runs === undefined) throw notFound('experiment', id ?? '');
      if (runs.length > MAX_FOUND)
        throw refused('experiment_id', `has more than ${MAX_FOUND} runs: name them in parts`);
      return runs.map(targetOfRun);
    };
  }

  private ofFilter(body: CreateScoreBatchDto): TargetFinder {
    if (body.target_type !== 'span') throw refused('filter', 'finds spans: target_type must be span');
    const selection = {
      filters: this.spans.read(body.filter ?? {}),
      choice: body.target_kind ?? 'root',
      limit: MAX_FOUND,
    };
    return async (tx, projectId) => {
      const spans = await this.spans.select(tx, projectId, selection);
      return spans.map((span) => ({ traceId: span.trace_id, spanId: span.id }));
    };
  }

  private runs(ids: readonly string[]): TargetFinder {
    return async (tx, projectId) => {
      const found = new Map(
        (await this.batches.runs(tx, projectId, ids.filter(isServerId))).map((run) => [run.id, run]),
      );
      return ids.map((id) => {
        const run = found.get(id.toLowerCase());
        if (run === undefined) throw notFound('run', id);
        return targetOfRun(run);
      });
    };
  }

  private spansNamed(ids: readonly string[], traceId: string | null): TargetFinder {
    return async (tx, projectId) => {
      const found = Map.groupBy(await this.batches.spans(tx, projectId, ids, traceId), ({ id }) => id);
      return ids.map((id) => {
        const [span, another] = found.get(id) ?? [];
        if (span === undefined) throw notFound('span', id);
        if (another !== undefined) throw refused('trace_id', `is required: several traces hold the span ${id}`);
        return { traceId: span.trace_id, spanId: span.id };
      });
    };
  }
}

function targetOfRun(run: BatchRun): TaskTarget {
  return { runId: run.id, experimentId: run.experiment_id, datasetItemId: run.dataset_item_id };
}

function idsOf(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [];
  if (list.length < 1 || list.length > MAX_NAMED) {
    const reason = `must be a list of 1 to ${MAX_NAMED} ids`;
    const errors = [{ field: 'target_ids', reason }];
    throw new InvalidRequestError(`target_ids ${reason}`, { field: 'target_ids', limit: MAX_NAMED, errors });
  }
  const bad = list.findIndex((id) => typeof id !== 'string' || clientIdProblem(id, MAX_ID_BYTES) !== undefined);
  if (bad >= 0) throw refused(`target_ids[${bad}]`, 'must be the id of a run or span');
  return [...new Set(list as string[])];
}

function refused(field: string, reason: string): InvalidRequestError {
  return invalidFields([{ field, reason }]);
}
