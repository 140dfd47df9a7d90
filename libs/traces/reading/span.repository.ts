import { Injectable } from '@nestjs/common';
import { type Executor, textArray } from '@assay/database';
import { PAYLOAD_FIELDS, type PayloadField } from './span-fields';
import type { StoredSpan } from './span-json';
import { type PageLimits, partOf, SPANS_BY_ID } from './span-sql';

/** Which spans of which trace. */
export interface SpansOfTrace {
  readonly projectId: string;
  readonly traceId: string;
  /**
   * When the trace was created, as the database says it; a trace of the same id that comes after it was deleted is another
   * one. Null for whatever is there.
   */
  readonly createdAt: string | null;
  /** The payloads that are wanted. */
  readonly payloads: readonly PayloadField[];
}

/** A span of a page. */
export interface PageSpan extends StoredSpan {
  /** As the database says it, with microseconds. */
  trace_created_at: string;
  /** False from the span on with which the next page begins. */
  is_within: boolean;
}

type PageRow = PageSpan & Record<`is_${PayloadField}_long`, boolean>;

/** A part of a payload. */
export interface PayloadPart {
  readonly text: string;
  readonly hasMore: boolean;
}

/** The SQL of reading spans. */
@Injectable()
export class SpanRepository {
  /**
   * Spans by their ids, in the order of these. Payloads beyond the limits are left out: `long` tells those of one span.
   * Fewer rows when spans are gone.
   */
  async byIds(executor: Executor, of: SpansOfTrace, ids: readonly string[], limits: PageLimits): Promise<PageSpan[]> {
    const wanted = PAYLOAD_FIELDS.map((field) => of.payloads.includes(field));
    const parameters = [of.projectId, of.traceId, textArray(ids), of.createdAt, limits.bytes, limits.payloadBytes];
    const { rows } = await executor.run<PageRow>(SPANS_BY_ID, [...parameters, ...wanted]);
    for (const row of rows) row.long = PAYLOAD_FIELDS.filter((field) => row[`is_${field}_long`]);
    return rows;
  }

  /**
   * A part of a payload; undefined when the span is gone.
   * @param place the span and its field; `from` is the first character, counted from 1
   */
  async part(
    executor: Executor,
    of: SpansOfTrace,
    place: { readonly id: string; readonly field: PayloadField; readonly from: number; readonly count: number },
  ): Promise<PayloadPart | undefined> {
    const { rows } = await executor.run<{ part: string; has_more: boolean }>(partOf(place.field), [
      of.projectId,
      of.traceId,
      place.id,
      of.createdAt,
      place.from,
      place.count,
    ]);
    return rows[0] === undefined ? undefined : { text: rows[0].part, hasMore: rows[0].has_more };
  }
}
