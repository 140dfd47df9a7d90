import { searchPairs, type SearchText, searchTerms } from '../search/search-text';
import type { Sought } from './sought-text';

type Place = (value: unknown) => string;

/**
 * What a search looks for in traces.
 * @param place gives the placeholder of a value
 */
export function searchedFor(projectId: string, search: SearchText, place: Place): Sought {
  const match = matchCondition(projectId, search, place);
  return { holds: holding(match), hits: hitsOf(match, searchPairs(projectId, search), place) };
}

/** That a trace `t` has a span that a search finds, as a condition that reads the spans of this trace alone. */
export function isSearched(projectId: string, search: SearchText, place: Place): string {
  return holding(matchCondition(projectId, search, place));
}

/**
 * The condition on a row `x` of `span_search` that a search means.
 * @param place gives the placeholder of a value
 */
export function matchCondition(projectId: string, search: SearchText, place: Place): string {
  const terms = `x.terms @> ${place(searchTerms(projectId, search))}::bigint[]`;
  const inOrder = search.phrases.filter(({ isInOrder }) => isInOrder);
  return [terms, ...inOrder.map(({ body }) => `strpos(x.body, ${place(body)}::text) > 0`)].join(' AND ');
}

/** OFFSET 0: with the index of terms Postgres would read all places of a word for each trace. */
function holding(match: string): string {
  return `(SELECT true FROM (
    SELECT x.terms, x.body FROM span_search x WHERE x.project_id = $1 AND x.trace_id = t.id OFFSET 0
  ) x WHERE ${match} LIMIT 1)`;
}

/**
 * The traces of all spans that match, from the index. With neighbours, those that were indexed before there were any are
 * looked for by their words alone; where there are none of them, as nearly always, that part is not run.
 */
function hitsOf(match: string, pairs: string | undefined, place: Place): string {
  const spans = `SELECT x.trace_id FROM span_search x WHERE x.project_id = $1 AND ${match}`;
  if (pairs === undefined) return spans;
  const isLeft = 'EXISTS (SELECT 1 FROM span_search o WHERE o.project_id = $1 AND o.pairs IS NULL)';
  return `${spans} AND x.pairs @> ${place(pairs)}::smallint[] UNION ALL ${spans} AND x.pairs IS NULL AND ${isLeft}`;
}
