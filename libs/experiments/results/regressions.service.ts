import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { notFound } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { isServerId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import { type ExperimentPlace, ExperimentRepository } from '../experiment.repository';
import { comparedItems, type ItemMembers } from './compared-items';
import { RegressionRepository, type RegressionThreshold, type ScorerChange } from './regression.repository';

/** Which experiments to hold against each other. */
export interface RegressionQuestion {
  readonly baseId: string;
  readonly compareId: string;
  readonly thresholds: readonly RegressionThreshold[];
  /** A dataset that one of them must be on. */
  readonly datasetId?: string;
  /** What the members of an item's JSON are called. */
  readonly members: ItemMembers;
}

/** What holding one experiment against another gave. */
export interface Regressions {
  readonly base: ExperimentPlace;
  readonly compare: ExperimentPlace;
  /** By name. */
  readonly scorers: readonly ScorerChange[];
  /** `RawJson` of a list: a row for each item with a run on either side, by item. */
  readonly items: unknown;
  /** Why the comparison may mislead, for a person. */
  readonly warnings: readonly string[];
}

/**
 * Holds experiments against each other by how far their mean scores fell. Unlike a comparison of `/v1` it takes any two
 * experiments of a project, and says in warnings what speaks against comparing them.
 */
@Injectable()
export class RegressionsService {
  constructor(
    private readonly database: Database,
    private readonly experiments: ExperimentRepository,
    private readonly regressions: RegressionRepository,
  ) {}

  /** @throws {NotFoundError} when the caller sees no such experiment, or none of both is on the dataset */
  async compare(caller: Caller, question: RegressionQuestion): Promise<Regressions> {
    const [base, compare] = await this.places(caller, question);
    const found = await this.regressions.compare(
      this.database,
      base.project_id,
      [base.id, compare.id],
      [base.run_count, compare.run_count],
      question.thresholds,
    );
    const ofItems = found.pop();
    const scorers = found.map(({ change }) => JSON.parse(change ?? '') as ScorerChange);
    const lines = found.map((row, index) => ({ scorerName: scorers[index].scorer_name, lines: row.lines ?? '' }));
    return {
      base,
      compare,
      scorers,
      items: rawJson(comparedItems(ofItems?.lines ?? '', lines, question.members)),
      warnings: warningsOf(question, [base, compare], ofItems?.shared_count ?? 0, scorers),
    };
  }

  private async places(caller: Caller, question: RegressionQuestion): Promise<[ExperimentPlace, ExperimentPlace]> {
    const ids: [string, string] = [question.baseId, question.compareId];
    for (const id of ids) if (!isServerId(id)) throw notFound('experiment', id);
    const places = await this.experiments.places(this.database, caller.boundProject, ids);
    const find = (id: string, projectId?: string): ExperimentPlace => {
      const place = places.find((one) => one.id === id && one.project_id === (projectId ?? one.project_id));
      if (place === undefined) throw notFound('experiment', id);
      return place;
    };
    const base = find(ids[0]);
    const compare = find(ids[1], base.project_id);
    const { datasetId } = question;
    if (datasetId !== undefined && ![base.dataset_id, compare.dataset_id].includes(datasetId))
      throw notFound('dataset', datasetId);
    return [base, compare];
  }
}

function warningsOf(
  { datasetId, thresholds }: RegressionQuestion,
  places: readonly [ExperimentPlace, ExperimentPlace],
  sharedCount: number,
  scorers: readonly ScorerChange[],
): string[] {
  const [base, compare] = places;
  const warnings: string[] = [];
  if (base.dataset_id !== compare.dataset_id) warnings.push('the runs are of two datasets');
  else if (base.dataset_version !== compare.dataset_version)
    warnings.push(`the runs are of different dataset versions: ${base.dataset_version} and ${compare.dataset_version}`);
  for (const place of new Set(places)) {
    if (place.dataset_id !== (datasetId ?? place.dataset_id)) warnings.push(`run ${place.id} is not of this dataset`);
    if (place.run_count === 0) warnings.push(`run ${place.id} has no results`);
  }
  if (sharedCount === 0) warnings.push('no item has a result in both runs');
  const known = new Set(scorers.map((scorer) => scorer.scorer_name));
  for (const { scorerName } of thresholds)
    if (!known.has(scorerName)) warnings.push(`the threshold of ${scorerName} has no scores to look at`);
  return warnings;
}
