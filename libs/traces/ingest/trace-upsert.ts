import { textArray } from '@assay/database';
import { newId } from '@assay/shared/ids';
import { MAX_TERMS, TraceTerms } from '../search/trace-terms';
import type { TraceDelta } from './trace-delta';

/** One column of `traces` that a batch brings: how it is read from the batch, and how it meets what is stored. */
interface DeltaColumn {
  readonly name: string;
  /** Cast of the text that is sent. */
  readonly cast?: string;
  readonly text: (delta: TraceDelta, terms: TraceTerms) => string | null;
  /** What the column becomes on a trace that exists; left as it is when undefined. */
  readonly merged?: string;
}

const MAX_TOKENS = Number.MAX_SAFE_INTEGER;

const numberText = (value: number | null | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
/** The first root stays: its columns change only while there is none. */
const ofFirstRoot = (name: string): string =>
  `CASE WHEN t.root_span_id IS NULL THEN excluded.${name} ELSE t.${name} END`;
const ofSmallerOrigin = (name: string, from: string): string =>
  `CASE WHEN excluded.${from} < t.${from} THEN excluded.${name} ELSE t.${name} END`;

const ROOT_COLUMNS = (<DeltaColumn[]>[
  {
    name: 'root_span_id',
    text: ({ root }) => root?.id ?? null,
    merged: 'coalesce(t.root_span_id, excluded.root_span_id)',
  },
  { name: 'root_name', text: ({ root }) => root?.name ?? null },
  { name: 'root_kind', text: ({ root }) => root?.kind ?? null },
  { name: 'root_duration_ms', cast: 'double precision', text: ({ root }) => numberText(root?.durationMs) },
  { name: 'root_model', text: ({ root }) => root?.model ?? null },
  { name: 'root_input_preview', text: ({ rootInputPreview }) => rootInputPreview },
  { name: 'root_output_preview', text: ({ rootOutputPreview }) => rootOutputPreview },
  { name: 'metadata', cast: 'jsonb', text: ({ root }) => root?.metadataText ?? '{}' },
  { name: 'root_terms', cast: 'bigint[]', text: ({ root }, terms) => terms.ofRoot(root?.metadata ?? null) },
]).map((column): DeltaColumn => ({ merged: ofFirstRoot(column.name), ...column }));

const COLUMNS: readonly DeltaColumn[] = [
  ...ROOT_COLUMNS,
  {
    name: 'span_count',
    cast: 'integer',
    text: ({ spanCount }) => String(spanCount),
    merged: 't.span_count + excluded.span_count',
  },
  {
    name: 'payload_length',
    cast: 'bigint',
    text: ({ payloadLength }) => String(payloadLength),
    merged: 't.payload_length + excluded.payload_length',
  },
  {
    name: 'error_count',
    cast: 'integer',
    text: ({ errorCount }) => String(errorCount),
    merged: 't.error_count + excluded.error_count',
  },
  {
    name: 'tokens_input',
    cast: 'bigint',
    text: ({ tokensInput }) => String(tokensInput),
    merged: `least(t.tokens_input + excluded.tokens_input, ${MAX_TOKENS})`,
  },
  {
    name: 'tokens_output',
    cast: 'bigint',
    text: ({ tokensOutput }) => String(tokensOutput),
    merged: `least(t.tokens_output + excluded.tokens_output, ${MAX_TOKENS})`,
  },
  {
    name: 'models',
    cast: 'text[]',
    text: ({ models }) => arrayLiteral(models),
    merged: `CASE WHEN excluded.models <@ t.models THEN t.models
      ELSE ARRAY(SELECT DISTINCT m COLLATE "C" FROM unnest(t.models || excluded.models) AS m ORDER BY 1) END`,
  },
  {
    name: 'start_time',
    cast: 'timestamptz',
    text: ({ startTime }) => startTime,
    merged: 'least(t.start_time, excluded.start_time)',
  },
  {
    name: 'end_time',
    cast: 'timestamptz',
    text: ({ endTime }) => endTime,
    merged: 'greatest(t.end_time, excluded.end_time)',
  },
  { name: 'session_id', text: ({ session }) => session.value, merged: ofSmallerOrigin('session_id', 'session_from') },
  {
    name: 'session_from',
    cast: 'timestamptz',
    text: ({ session }) => session.from,
    merged: 'least(t.session_from, excluded.session_from)',
  },
  { name: 'user_id', text: ({ user }) => user.value, merged: ofSmallerOrigin('user_id', 'user_from') },
  {
    name: 'user_from',
    cast: 'timestamptz',
    text: ({ user }) => user.from,
    merged: 'least(t.user_from, excluded.user_from)',
  },
  {
    name: 'tags',
    cast: 'text[]',
    text: ({ tags }) => arrayLiteral(tags.value),
    merged: ofSmallerOrigin('tags', 'tags_from'),
  },
  {
    name: 'tags_from',
    cast: 'timestamptz',
    text: ({ tags }) => tags.from,
    merged: 'least(t.tags_from, excluded.tags_from)',
  },
  {
    name: 'tag_terms',
    cast: 'bigint[]',
    text: ({ tags }, terms) => terms.ofTags(tags.value),
    merged: ofSmallerOrigin('tag_terms', 'tags_from'),
  },
  {
    name: 'user_terms',
    cast: 'bigint[]',
    text: ({ user }, terms) => terms.ofUser(user.value),
    merged: ofSmallerOrigin('user_terms', 'user_from'),
  },
  {
    name: 'span_terms',
    cast: 'bigint[]',
    text: (delta, terms) => terms.ofSpans(delta),
    merged: `CASE WHEN excluded.span_terms <@ t.span_terms THEN t.span_terms
      ELSE (t.span_terms || ARRAY(SELECT e FROM unnest(excluded.span_terms) AS e WHERE e <> ALL (t.span_terms)))[1:${MAX_TERMS}] END`,
  },
  // Of a trace that exists native ingestion is told how it was; `STORED_FACTS` sets it where it has to be.
  { name: 'has_open_parents', cast: 'boolean', text: ({ hasOpenParents }) => String(hasOpenParents) },
];

/** Columns that no batch of spans changes once they are there. */
const KEY_COLUMNS = 'project_id, id, created_at';

/** `{"a","b"}`: an array within an array of texts, cast in SQL. */
export function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}

const FIRST_COLUMN = 5;

/**
 * Notes that the spans of a batch are to be indexed for search, and where the project has scoring rules, that these are to
 * look at them: one row each, of one id, for all its traces.
 */
export const QUEUE_FOR_SEARCH = `pending AS (
  INSERT INTO search_pending AS p (project_id, id, queued_at, trace_ids) VALUES ($1, $4::uuid, $2::timestamptz, $3::text[])
), unscored AS (
  INSERT INTO rule_pending AS p (project_id, id, queued_at, trace_ids)
  SELECT $1, $4::uuid, $2::timestamptz, $3::text[]
  WHERE EXISTS (SELECT 1 FROM scoring_rules r WHERE r.project_id = $1 AND r.is_enabled)
)`;

/** A batch by its columns; `more` are columns that the statement needs besides. */
export const upsertSource = (more: readonly string[] = []): string => {
  const parameters = [...COLUMNS, ...more].map((_, index) => `$${index + FIRST_COLUMN}::text[]`);
  return `unnest($3::text[], ${parameters.join(', ')}) AS u (${['id', ...COLUMNS.map(({ name }) => name), ...more].join(', ')})`;
};

/**
 * Adds batches to their trace rows, in the order sent, and locks them; comes after {@link QUEUE_FOR_SEARCH}. `$1` is the
 * project, `$2` the time of creation of new traces, `$3` their ids, `$4` an id for the queue of the search index; the
 * other columns follow.
 * @param source where the batches come from, as `u`
 * @param hasOpenParents an expression for that column, which then also stays true on a trace that exists; without it the
 *   batch tells of a new trace, and a trace that exists keeps and returns what it had
 */
export function upsertTraces(source: string, hasOpenParents?: string): string {
  const isOpen = (name: string): boolean => name === 'has_open_parents' && hasOpenParents !== undefined;
  const selected = COLUMNS.map(({ name, cast }) => {
    if (isOpen(name)) return hasOpenParents;
    return cast === undefined ? `u.${name}` : `u.${name}::${cast}`;
  });
  const merged = COLUMNS.flatMap(({ name, merged: becomes }) => {
    if (isOpen(name)) return [`${name} = t.${name} OR excluded.${name}`];
    return becomes === undefined ? [] : [`${name} = ${becomes}`];
  });
  return `INSERT INTO traces AS t (${KEY_COLUMNS}, ${COLUMNS.map(({ name }) => name).join(', ')})
SELECT $1::text, u.id, $2::timestamptz, ${selected.join(', ')}
FROM ${source}
ON CONFLICT (project_id, id) DO UPDATE SET
  ${merged.join(',\n  ')}
RETURNING t.id, t.root_span_id, t.span_count, t.has_open_parents`;
}

/** The parameters of {@link upsertTraces}. */
export function upsertParameters(projectId: string, createdAt: string, deltas: readonly TraceDelta[]): unknown[] {
  const terms = new TraceTerms(projectId);
  const columns = COLUMNS.map(({ text }) => textArray(deltas.map((delta) => text(delta, terms))));
  return [projectId, createdAt, textArray(deltas.map(({ id }) => id)), newId(), ...columns];
}
