import {
  type AssertionTexts,
  gradeOutput,
  insertGroups,
  insertRunErrors,
  type InsertPart,
  isMade,
  type NewAssertionGroup,
  type NewRunScore,
  type NewRunScoringError,
  type NewScoreTask,
  type PreparedScore,
  type ScoreSubject,
} from '@assay/scores';
import { newId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import type { RunnableItem } from './submission.repository';

/** A run with what its scores are computed from. */
export interface ScoredRun {
  readonly id: string;
  readonly item: Pick<RunnableItem, 'id' | 'input' | 'expected_output'>;
  readonly output: unknown;
  readonly hasError: boolean;
  readonly scores: readonly PreparedScore[];
}

/** What runs bring: to be stored together. */
export interface RunScores {
  readonly scores: NewRunScore[];
  readonly tasks: NewScoreTask[];
  readonly errors: NewRunScoringError[];
  readonly groups: NewAssertionGroup[];
}

/**
 * The scores of runs: those that were asked for, and the grades of the assertions. Nothing is computed for a run that failed, or
 * without an expected output; another reason for which there is no score is an error.
 * @param assertionsOf what grades the run of an item
 */
export function scoresOfRuns(
  runs: readonly ScoredRun[],
  experimentId: string,
  createdAt: string,
  assertionsOf: (itemId: string) => AssertionTexts | undefined,
): RunScores {
  const all: RunScores = { scores: [], tasks: [], errors: [], groups: [] };
  for (const run of runs) {
    const target = { runId: run.id, experimentId, datasetItemId: run.item.id };
    addAsked(all, run, target, createdAt);
    const texts = run.hasError ? undefined : assertionsOf(run.item.id);
    if (texts !== undefined) addGrades(all, run, texts, target, createdAt);
  }
  return all;
}

/** What some of the runs bring. */
export function scoresOnlyOf(all: RunScores, runIds: ReadonlySet<string>): RunScores {
  const isOf = ({ target }: { target: NewScoreTask['target'] }): boolean =>
    'runId' in target && runIds.has(target.runId);
  return {
    scores: all.scores.filter(({ runId }) => runIds.has(runId)),
    tasks: all.tasks.filter(isOf),
    errors: all.errors.filter(isOf),
    groups: all.groups.filter(({ runId }) => runIds.has(runId)),
  };
}

/** The errors and groups, as parts of the statement that stores the scores. */
export function furtherParts({ errors, groups }: RunScores): InsertPart[] {
  const parts: InsertPart[] = [];
  if (errors.length > 0) parts.push((first) => insertRunErrors(errors, first));
  if (groups.length > 0) parts.push((first) => insertGroups(groups, first));
  return parts;
}

type Target = NewRunScoringError['target'];

function addAsked(all: RunScores, run: ScoredRun, target: Target, createdAt: string): void {
  const subject = subjectOf(run);
  for (const prepared of run.scores) {
    if (run.hasError && prepared.needsSubject) continue;
    const result = prepared.make(subject);
    if (isMade(result)) all.scores.push({ ...result, ...target, createdAt, id: newId() });
    else if (result.queued !== undefined) all.tasks.push({ ...result.queued, target });
    else if (result.failed !== undefined)
      all.errors.push({ ...base(target, createdAt), ...result.failed, type: 'not_scorable', message: result.reason });
  }
}

function addGrades(all: RunScores, run: ScoredRun, texts: AssertionTexts, target: Target, createdAt: string): void {
  const { scores, queued, failed, sums } = gradeOutput(texts, run.output);
  all.scores.push(...scores.map((score) => ({ ...score, ...target, createdAt, id: newId() })));
  all.errors.push(...failed.map((error) => ({ ...base(target, createdAt), ...error })));
  if (queued.length === 0) return;
  const group = { id: newId(), runId: run.id, pending: queued.length, ...sums };
  all.groups.push(group);
  all.tasks.push(...queued.map((task) => ({ ...task, target, batchId: group.id })));
}

function base(target: Target, createdAt: string): Pick<NewRunScoringError, 'id' | 'target' | 'attempts' | 'createdAt'> {
  return { id: newId(), target, attempts: 1, createdAt };
}

function subjectOf(run: ScoredRun): ScoreSubject {
  const payload = (text: string | null): unknown => (text === null ? undefined : rawJson(text));
  return { input: payload(run.item.input), output: run.output, expectedOutput: payload(run.item.expected_output) };
}
