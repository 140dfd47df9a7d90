import { Injectable } from '@nestjs/common';
import { type Database, textArray } from '@assay/database';
import type { TraceRow } from '../reading/trace.repository';
import type { FoundSpan } from '../search/matches';
import type { SearchText } from '../search/search-text';
import { READ_CHARACTERS } from '../search/span-text';
import { pageStatement } from './page-statement';
import { matchCondition } from './search-conditions';
import type { TraceFilters } from './trace-filters';
import type { TraceOrder } from './trace-sorts';

/** Where a page of traces stands. */
export interface TracePlace {
  readonly order: TraceOrder;
  /** Sort keys of the last row of the page before. */
  readonly keys: readonly string[] | undefined;
  readonly count: number;
}

/** The SQL of lists of traces. */
@Injectable()
export class TraceListRepository {
  /** Rows of `traces` that all filters keep, at most `place.count`. A filtered page is planned anew for its values. */
  async page(database: Database, projectId: string, filters: TraceFilters, place: TracePlace): Promise<TraceRow[]> {
    const { keyset } = place.order;
    const { text, values, isFiltered } = pageStatement(projectId, filters, { ...place, order: keyset });
    // How many traces a filter keeps decides whether to walk the order or to gather and sort: that depends on its values.
    const { rows } = isFiltered
      ? await database.runPlanned<TraceRow>(text, values)
      : await database.run<TraceRow>(text, values);
    return rows;
  }

  /** Spans of these traces that a search finds, at most `perTrace` of each. */
  async foundSpans(
    database: Database,
    projectId: string,
    traceIds: readonly string[],
    search: SearchText,
    perTrace: number,
  ): Promise<FoundSpan[]> {
    const values: unknown[] = [projectId, textArray(traceIds), perTrace, READ_CHARACTERS];
    const condition = matchCondition(projectId, search, (value) => `$${values.push(value)}`);
    const { rows } = await database.runPlanned<FoundSpan>(
      `SELECT m.trace_id, m.span_id, s.name, s.input, s.output
       FROM unnest($2::text[]) AS p (trace_id)
       CROSS JOIN LATERAL (
         SELECT x.trace_id, x.span_id FROM (
           SELECT x.trace_id, x.span_id, x.terms, x.body FROM span_search x
           WHERE x.project_id = $1 AND x.trace_id = p.trace_id OFFSET 0
         ) x WHERE ${condition} ORDER BY x.span_id LIMIT $3
       ) m
       CROSS JOIN LATERAL (
         SELECT s.name, left(s.input::text, $4::int) AS input, left(s.output::text, $4::int) AS output FROM spans s
         WHERE s.project_id = $1 AND s.trace_id = m.trace_id AND s.id = m.span_id OFFSET 0
       ) s`,
      values,
    );
    return rows;
  }
}
