import { after, type KeysetOrder } from '@assay/database';
import { NO_BOUND } from '../reading/created-bounds';
import { TraceTerms } from '../search/trace-terms';
import type { ScoreFilter, TraceFilters } from './trace-filters';

const COMPARISONS: Record<ScoreFilter['operator'], string> = { gte: '>=', gt: '>', lte: '<=', lt: '<', eq: '=' };

/** Collects conditions on a trace `t` and the values of their placeholders; `$1` is the project. */
class Conditions {
  readonly texts: string[] = ['t.project_id = $1'];
  readonly values: unknown[];

  constructor(projectId: string) {
    this.values = [projectId];
  }

  /** The placeholder of a value. */
  place(value: unknown): string {
    return `$${this.values.push(value)}`;
  }

  add(text: string): void {
    this.texts.push(text);
  }
}

/** A condition as SQL, with the values of its placeholders. */
export interface TraceCondition {
  readonly sql: string;
  /** The condition without the filters on scores. */
  readonly unscored: string;
  /** For each filter on scores: the condition on a row `sc` of them, of any trace. */
  readonly scored: readonly string[];
  readonly values: readonly unknown[];
  /** Whether anything but the project, the bounds of time and the cursor narrows the list. */
  readonly isFiltered: boolean;
}

/**
 * The condition on a trace `t` that a page needs: the filters but the search, and what comes after the cursor. A bound that the cursor
 * implies is left out: with both, Postgres would begin at the bound and walk to the cursor.
 */
export function traceCondition(
  projectId: string,
  filters: TraceFilters,
  order: KeysetOrder,
  keys: readonly string[] | undefined,
): TraceCondition {
  const conditions = new Conditions(projectId);
  const impliedBound =
    keys === undefined || order.keys[0]?.expression !== 't.created_at'
      ? undefined
      : order.direction === 'asc'
        ? 'from'
        : 'to';
  const { from, to } = filters.created;
  if (from !== NO_BOUND.from && impliedBound !== 'from') {
    conditions.add(`t.created_at >= ${conditions.place(from)}::timestamptz`);
  }
  if (to !== NO_BOUND.to && impliedBound !== 'to')
    conditions.add(`t.created_at < ${conditions.place(to)}::timestamptz`);
  if (keys !== undefined) {
    conditions.add(after(order, conditions.values.length + 1));
    conditions.values.push(...keys);
  }
  const paged = conditions.texts.length;
  addFlags(conditions, filters);
  addTerms(conditions, projectId, filters);
  const unscored = conditions.texts.join(' AND ');
  const scored = filters.scores.map((score) => scoreCondition(conditions, score));
  const { texts, values } = conditions;
  const sql = [unscored, ...scored.map(hasScore)].join(' AND ');
  return { sql, unscored, scored, values, isFiltered: texts.length + scored.length > paged };
}

/** The condition that a trace `t` has a score that meets one of {@link TraceCondition.scored}. */
export function hasScore(condition: string): string {
  return `EXISTS (SELECT 1 FROM scores sc WHERE ${condition} AND sc.trace_id = t.id)`;
}

function addFlags(conditions: Conditions, filters: TraceFilters): void {
  const { hasError, inQueue, sessionId, minDurationMs, minTokens } = filters;
  if (hasError !== undefined) conditions.add(hasError ? 't.error_count > 0' : 't.error_count = 0');
  if (inQueue !== undefined) conditions.add(`t.queued_at IS ${inQueue ? 'NOT NULL' : 'NULL'}`);
  if (sessionId !== undefined) conditions.add(`t.session_id = ${conditions.place(sessionId)}`);
  if (minDurationMs !== undefined) {
    // A trace without duration counts as -1, and is below any bound.
    conditions.add(`coalesce(t.root_duration_ms, -1) >= ${conditions.place(minDurationMs)}::double precision`);
  }
  if (minTokens !== undefined) {
    conditions.add(`(t.tokens_input + t.tokens_output) >= ${conditions.place(minTokens)}::bigint`);
  }
}

function addTerms(conditions: Conditions, projectId: string, filters: TraceFilters): void {
  const terms = new TraceTerms(projectId);
  const ofSpans = (['name', 'kind', 'model'] as const).flatMap((field) => {
    const text = filters[field];
    return text === undefined ? [] : [terms.of(field, text)];
  });
  const ofRoot = filters.metadata.map(([key, value]) => terms.ofMetadata(key, value));
  const ofTags = filters.tag === undefined ? [] : [terms.of('tag', filters.tag)];
  const ofUser = filters.userId === undefined ? [] : [terms.of('user', filters.userId)];
  const wanted = { span_terms: ofSpans, root_terms: ofRoot, tag_terms: ofTags, user_terms: ofUser };
  for (const [column, list] of Object.entries(wanted)) {
    if (list.length > 0) conditions.add(`t.${column} @> ${conditions.place(`{${list.join(',')}}`)}::bigint[]`);
  }
}

function scoreCondition(conditions: Conditions, { name, operator, value, isNumber }: ScoreFilter): string {
  const scorer = conditions.place(name);
  const tests: string[] = [];
  if (isNumber) tests.push(`sc.numeric_value ${COMPARISONS[operator]} ${conditions.place(value)}::numeric`);
  if (operator === 'eq') {
    const label = conditions.place(value);
    tests.push(`(sc.label IS NOT NULL AND md5(sc.label) = md5(${label}::text) AND sc.label = ${label}::text)`);
  }
  return `sc.project_id = $1 AND sc.span_id IS NOT NULL AND sc.scorer_name = ${scorer} AND (${tests.join(' OR ')})`;
}
