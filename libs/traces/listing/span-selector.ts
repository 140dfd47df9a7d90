import { Injectable } from '@nestjs/common';
import { textArray, type Transaction } from '@assay/database';
import { InvalidRequestError } from '@assay/shared/errors';
import { checkFields } from '@assay/shared/http/fields';
import { TraceFilterQuery } from '../dto/trace-list.dto';
import { SPAN_KINDS } from '../ingest/span';
import type { SearchText } from '../search/search-text';
import { matchCondition } from './page-statement';
import { traceCondition } from './trace-conditions';
import { readTraceFilters, type TraceFilters } from './trace-filters';
import { traceOrder } from './trace-sorts';

/** Which spans of a trace are meant: its root, all, or those of a kind. */
export const SPAN_CHOICES = ['root', 'any', ...SPAN_KINDS] as const;

/** One of {@link SPAN_CHOICES}. */
export type SpanChoice = (typeof SPAN_CHOICES)[number];

/** A span that was found, by its trace and its id. */
export interface SelectedSpan {
  trace_id: string;
  id: string;
}

/** Which spans are looked for. */
export interface SpanSelection {
  readonly filters: TraceFilters;
  readonly choice: SpanChoice;
  /** Only in these traces, where given. */
  readonly traceIds?: readonly string[];
  /** Most spans that are given, those of the newest traces first. */
  readonly limit: number;
}

/** Fields of {@link TraceFilterQuery} that say where and how many, not which. */
const NO_FILTERS = new Set(['project_id', 'cursor', 'limit']);
const FILTERS = [
  'after',
  'before',
  'has_error',
  'in_queue',
  'kind',
  'min_duration_ms',
  'min_tokens',
  'model',
  'name',
  'q',
  'session_id',
  'tag',
  'user_id',
];

/** Finds spans by the filters of `GET /v1/traces`, for what works on many of them. */
@Injectable()
export class SpanSelector {
  /**
   * Reads filters that stand in a body or a row: `{"has_error": true, "metadata.env": "prod", "score.x": "gte:0.5"}`.
   * @throws {InvalidRequestError} for an unknown filter or a value it does not take; fields are named within `filter`
   */
  read(filter: Record<string, unknown>): TraceFilters {
    for (const name of Object.keys(filter)) {
      const isOpen = name.startsWith('metadata.') || name.startsWith('score.');
      if (NO_FILTERS.has(name) || !(isOpen || FILTERS.includes(name))) throw unknownFilter(name);
      if (isOpen && typeof filter[name] !== 'string') throw badFilter(name, 'must be a string');
    }
    try {
      checkFields(TraceFilterQuery, filter);
      return readTraceFilters(filter as TraceFilterQuery);
    } catch (error) {
      throw error instanceof InvalidRequestError ? within(error) : error;
    }
  }

  /** The spans that are selected; at most `limit`. */
  async select(tx: Transaction, projectId: string, selection: SpanSelection): Promise<SelectedSpan[]> {
    const { filters, choice, traceIds, limit } = selection;
    const condition = traceCondition(projectId, filters, traceOrder('created_at', 'desc').keyset, undefined);
    const values = [...condition.values];
    const place = (value: unknown): string => `$${values.push(value)}`;
    const ofTraces = traceIds === undefined ? '' : `AND t.id = ANY (${place(textArray(traceIds))}::text[])`;
    const ofChoice =
      choice === 'root' ? 'AND s.id = t.root_span_id' : choice === 'any' ? '' : `AND s.kind = ${place(choice)}`;
    // Not prepared: its text has as many variants as there are filters.
    const { rows } = await tx.client.query<SelectedSpan>(
      `SELECT s.trace_id, s.id FROM traces t JOIN spans s ON s.project_id = $1 AND s.trace_id = t.id
       WHERE ${condition.sql} ${ofTraces} ${ofChoice} ${searched(projectId, filters.search, place)}
       ORDER BY t.created_at DESC, t.id DESC, s.id LIMIT ${place(limit)}`,
      values,
    );
    return rows;
  }
}

/** That a span of the trace holds what is searched, as a further condition. */
function searched(projectId: string, search: SearchText | undefined, place: (value: unknown) => string): string {
  if (search === undefined) return '';
  if (search.phrases.length === 0) return 'AND false';
  return `AND EXISTS (SELECT 1 FROM span_search x WHERE x.project_id = $1 AND x.trace_id = t.id
    AND ${matchCondition(projectId, search, place)})`;
}

function unknownFilter(name: string): InvalidRequestError {
  const accepted = [...FILTERS, 'metadata.<key>', 'score.<name>'];
  const reason = `is no filter of traces: ${accepted.join(', ')}`;
  return badFilter(name, reason, { accepted });
}

function badFilter(name: string, reason: string, more: object = {}): InvalidRequestError {
  const field = `filter.${name}`.slice(0, 1_024).toWellFormed();
  return new InvalidRequestError(`${field} ${reason}`, { field, ...more, errors: [{ field, reason }] });
}

/** The error of a filter, its fields named from the body. */
function within(error: InvalidRequestError): InvalidRequestError {
  const { field, errors, ...rest } = error.details as { field?: string; errors?: { field: string; reason: string }[] };
  return new InvalidRequestError(
    `filter.${error.message}`,
    {
      ...rest,
      field: `filter.${field ?? ''}`,
      errors: errors?.map((problem) => ({ ...problem, field: `filter.${problem.field}` })),
    },
    { cause: error },
  );
}
