import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { CursorCodec, DEFAULT_LIMIT, type Page, pageOf } from '@assay/shared/pagination';
import type { SearchMatchDto, TraceItemDto } from '../dto/trace.dto';
import type { TraceListQuery } from '../dto/trace-list.dto';
import { traceItem } from '../reading/trace-item';
import type { TraceRow } from '../reading/trace.repository';
import { matchesOf } from '../search/matches';
import type { SearchText } from '../search/search-text';
import { filtersText, readTraceFilters } from './trace-filters';
import { TraceListRepository } from './trace-list.repository';
import { traceOrder } from './trace-sorts';

/** Spans whose places a page shows altogether: each may bring a quarter of a megabyte of text to look through. */
const SHOWN_SPANS = 150;
const MAX_SPANS_PER_TRACE = 3;

/** Lists traces by filters, in any order. */
@Injectable()
export class TraceListService {
  constructor(
    private readonly database: Database,
    private readonly traces: TraceListRepository,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * A page of the traces of a project, newest first unless sorted otherwise.
   * @throws {InvalidRequestError} for a filter that cannot be read, and a cursor of another list, sort or filter
   */
  async list(caller: Caller, query: TraceListQuery): Promise<Page<TraceItemDto>> {
    const projectId = caller.projectOfList(query.project_id);
    const { sort = 'created_at', order: direction = 'desc', limit = DEFAULT_LIMIT } = query;
    const filters = readTraceFilters(query);
    const scope = { list: 'traces', project: projectId, sort, direction, filters: filtersText(filters) };
    const order = traceOrder(sort, direction);
    const keys = query.cursor === undefined ? undefined : this.cursors.decode(scope, query.cursor);
    const rows = await this.traces.page(this.database, projectId, filters, { order, keys, count: limit + 1 });
    const matches = await this.matches(projectId, rows.slice(0, limit), filters.search);
    return pageOf(
      rows,
      limit,
      (row) => ({
        ...traceItem(projectId, row),
        ...(matches === undefined ? {} : { matches: matches.get(row.id) ?? [] }),
      }),
      (row) => this.cursors.encode(scope, order.keysOf(row)),
    );
  }

  /** Where a search meets the traces of a page, by their ids; undefined without a search. */
  private async matches(
    projectId: string,
    rows: readonly TraceRow[],
    search: SearchText | undefined,
  ): Promise<Map<string, SearchMatchDto[]> | undefined> {
    if (search === undefined) return undefined;
    const matches = new Map<string, SearchMatchDto[]>();
    if (rows.length === 0) return matches;
    const perTrace = Math.min(MAX_SPANS_PER_TRACE, Math.max(1, Math.floor(SHOWN_SPANS / rows.length)));
    const ids = rows.map(({ id }) => id);
    const spans = await this.traces.foundSpans(this.database, projectId, ids, search, perTrace);
    for (const span of spans) {
      matches.set(span.trace_id, [...(matches.get(span.trace_id) ?? []), ...matchesOf(span, search)]);
    }
    return matches;
  }
}
