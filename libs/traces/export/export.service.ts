import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import type { TraceExportQuery } from '../dto/trace-list.dto';
import { readTraceFilters, type TraceFilters } from '../listing/trace-filters';
import { TraceListRepository } from '../listing/trace-list.repository';
import { traceOrder } from '../listing/trace-sorts';
import type { TraceRow } from '../reading/trace.repository';
import { ExportLines } from './export-lines';
import type { LineWriter } from './line-writer';
import { NdjsonWriter } from './ndjson-writer';
import { OtlpWriter } from './otlp-writer';

/** Traces whose rows are read at once. */
const PAGE_TRACES = 500;
const ORDER = traceOrder('created_at', 'asc');

/**
 * Writes traces as lines of JSON, oldest first. Page after page is read as the reader takes them, and no transaction stays
 * open: each trace is as it stood when its turn came, and one that was deleted before is not there.
 */
@Injectable()
export class ExportService {
  constructor(
    private readonly database: Database,
    private readonly traces: TraceListRepository,
    private readonly lines: ExportLines,
  ) {}

  /**
   * The traces that the filters of a list keep, up to the moment of the request. The first page is read before, so that
   * errors are answered.
   * @throws {ProjectRequiredError} without a project
   * @throws {InvalidRequestError} for a filter that cannot be read
   */
  async export(caller: Caller, query: TraceExportQuery): Promise<Readable> {
    const projectId = caller.projectOfList(query.project_id);
    const filters = until(readTraceFilters(query), Date.now() + 1);
    const writer = query.format === 'otlp' ? new OtlpWriter() : new NdjsonWriter();
    const first = await this.page(projectId, filters);
    return Readable.from(this.text(projectId, filters, first, writer), { objectMode: false });
  }

  private async *text(
    projectId: string,
    filters: TraceFilters,
    first: TraceRow[],
    writer: LineWriter,
  ): AsyncGenerator<Buffer, void> {
    for (let rows = first; rows.length > 0;) {
      yield* this.lines.write(projectId, rows, writer);
      const last = rows.at(-1);
      rows = rows.length < PAGE_TRACES || last === undefined ? [] : await this.page(projectId, filters, last);
    }
    yield writer.take();
  }

  private page(projectId: string, filters: TraceFilters, after?: TraceRow): Promise<TraceRow[]> {
    const keys = after === undefined ? undefined : ORDER.keysOf(after);
    return this.traces.page(this.database, projectId, filters, { order: ORDER, keys, count: PAGE_TRACES });
  }
}

/** The same filters with an end: an export does not run after what is stored while it runs. */
function until(filters: TraceFilters, epochMs: number): TraceFilters {
  const { from, to } = filters.created;
  const isEarlier = to !== 'infinity' && Date.parse(to) <= epochMs;
  return isEarlier ? filters : { ...filters, created: { from, to: new Date(epochMs).toISOString() } };
}
