import { Injectable } from '@nestjs/common';
import type { Transaction } from '@assay/database';
import { InvalidRequestError } from '@assay/shared/errors';
import { checkFields } from '@assay/shared/http/fields';
import { TraceFilterQuery } from '../dto/trace-list.dto';
import { type SpanSelection, spanStatement } from './span-statement';
import { readTraceFilters, type TraceFilters } from './trace-filters';

/** A span that was found, by its trace and its id. */
export interface SelectedSpan {
  trace_id: string;
  id: string;
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
    const { text, values } = spanStatement(projectId, selection);
    // Not prepared: its text has as many variants as there are filters.
    const { rows } = await tx.client.query<SelectedSpan>(text, values);
    return rows;
  }
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
