import { InvalidRequestError } from '@assay/shared/errors';
import { isStorableText } from '@assay/shared/json';
import type { TraceFilterQuery } from '../dto/trace-list.dto';
import { createdBounds } from '../reading/created-bounds';
import type { CreatedBounds } from '../reading/trace.repository';
import { readSearchText, type SearchText } from '../search/search-text';

/** Comparisons of `score.<name>=<op>:<value>`. */
export const SCORE_OPERATORS = ['gte', 'gt', 'lte', 'lt', 'eq'] as const;

/** A condition on the scores of the spans of a trace: one score of this name meets it. */
export interface ScoreFilter {
  readonly name: string;
  readonly operator: (typeof SCORE_OPERATORS)[number];
  /** As sent: the text of a number, or with `eq` a label. */
  readonly value: string;
  readonly isNumber: boolean;
}

/** What narrows a list of traces; everything that is given must hold. */
export interface TraceFilters {
  readonly created: CreatedBounds;
  readonly hasError: boolean | undefined;
  readonly inQueue: boolean | undefined;
  readonly model: string | undefined;
  readonly name: string | undefined;
  readonly kind: string | undefined;
  readonly tag: string | undefined;
  readonly sessionId: string | undefined;
  readonly userId: string | undefined;
  readonly minDurationMs: number | undefined;
  readonly minTokens: number | undefined;
  readonly search: SearchText | undefined;
  /** Key and value, by key. */
  readonly metadata: readonly (readonly [string, string])[];
  /** By name. */
  readonly scores: readonly ScoreFilter[];
}

const METADATA = 'metadata.';
const SCORE = 'score.';
const MAX_OPEN_FILTERS = 20;
const MAX_FILTER_BYTES = 1_024;
/** Within what NUMERIC can hold, and short: a score has at most 1,000 decimals, a comparison needs fewer. */
const NUMBER = /^[+-]?(\d{1,30}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?$/;
const SCORE_FORMS = [...SCORE_OPERATORS.map((operator) => `${operator}:<number>`), 'eq:<label>'];

/**
 * Reads the filters of a query: the declared fields, and those whose names the caller makes.
 * @param query as the pipe gives it: declared fields checked, all others as sent
 * @throws {InvalidRequestError} that names the filter and, in `details.accepted`, the forms that it takes
 */
export function readTraceFilters(query: TraceFilterQuery): TraceFilters {
  const open = Object.entries(query as Record<string, unknown>)
    .filter(([key, value]) => value !== undefined && (key.startsWith(METADATA) || key.startsWith(SCORE)))
    .sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][];
  if (open.length > MAX_OPEN_FILTERS) {
    throw refusal(
      open[MAX_OPEN_FILTERS]?.[0] ?? '',
      `is one too many: at most ${MAX_OPEN_FILTERS} filters on metadata and scores`,
      [],
    );
  }
  return {
    created: createdBounds(query.after, query.before),
    hasError: query.has_error,
    inQueue: query.in_queue,
    model: query.model,
    name: query.name,
    kind: query.kind,
    tag: query.tag,
    sessionId: query.session_id,
    userId: query.user_id,
    minDurationMs: query.min_duration_ms,
    minTokens: query.min_tokens,
    search: query.q === undefined ? undefined : readSearchText(query.q),
    metadata: open.filter(([key]) => key.startsWith(METADATA)).map(metadataFilter),
    scores: open.filter(([key]) => key.startsWith(SCORE)).map(scoreFilter),
  };
}

/** What a cursor is bound to. */
export function filtersText(filters: TraceFilters): string {
  return JSON.stringify(filters);
}

function metadataFilter([field, value]: [string, string]): readonly [string, string] {
  const key = field.slice(METADATA.length);
  if (key === '') throw refusal(field, 'must name a key', ['metadata.<key>=<value>']);
  if (!isFilterText(key) || !isFilterText(value)) {
    throw refusal(field, `must be text of at most ${MAX_FILTER_BYTES} bytes`, ['metadata.<key>=<value>']);
  }
  return [key, value];
}

function scoreFilter([field, text]: [string, string]): ScoreFilter {
  const name = field.slice(SCORE.length);
  if (name === '' || !isFilterText(name)) throw refusal(field, 'must name a scorer', ['score.<name>=<op>:<value>']);
  const colon = text.indexOf(':');
  const operator = SCORE_OPERATORS.find((word) => word === text.slice(0, colon));
  const value = text.slice(colon + 1);
  const isNumber = NUMBER.test(value);
  const isLabel = operator === 'eq' && value.trim() !== '' && isFilterText(value);
  if (colon < 0 || operator === undefined || !(isNumber || isLabel)) {
    throw refusal(field, `must be one of ${SCORE_FORMS.join(', ')}`, SCORE_FORMS);
  }
  return { name, operator, value, isNumber };
}

function isFilterText(text: string): boolean {
  return isStorableText(text) && Buffer.byteLength(text) <= MAX_FILTER_BYTES;
}

function refusal(field: string, reason: string, accepted: readonly string[]): InvalidRequestError {
  const shown = field.slice(0, MAX_FILTER_BYTES);
  return new InvalidRequestError(`${shown} ${reason}`, { field: shown, accepted, errors: [{ field: shown, reason }] });
}
