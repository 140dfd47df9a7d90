import {
  ChoiceField,
  FlagField,
  InstantField,
  NumberField,
  ProjectIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { DEFAULT_LIMIT, MAX_LIMIT } from '@assay/shared/pagination';
import { SPAN_KINDS } from '../ingest/span';

/** What lists of traces can be sorted by. */
export const TRACE_SORTS = ['created_at', 'start_time', 'duration_ms', 'tokens', 'error_count'] as const;

/** One of {@link TRACE_SORTS}. */
export type TraceSort = (typeof TRACE_SORTS)[number];

const MAX_FILTER_BYTES = 1_024;
const filter = (description: string, example: unknown) =>
  ({ description, example, optional: true, keepsNull: false }) as const;

/**
 * Filters of traces, combined with "and". Beyond these fields `metadata.<key>=<value>` and `score.<name>=<op>:<value>`
 * are read, see {@link readTraceFilters}.
 */
export class TraceFilterQuery {
  @ProjectIdField({ keepsNull: false })
  project_id?: string;

  @InstantField(filter('Only traces created after this time, to the millisecond.', '2026-02-21T22:00:00.000Z'))
  after?: string;

  @InstantField(filter('Only traces created before this time, to the millisecond.', '2026-02-22T22:00:00.000Z'))
  before?: string;

  @FlagField(filter('Whether a span has an error.', true))
  has_error?: boolean;

  @FlagField(filter('Whether the trace is in the review queue.', true))
  in_queue?: boolean;

  @TextField({ ...filter('A span used this model.', 'gpt-4o'), maxBytes: MAX_FILTER_BYTES })
  model?: string;

  @TextField({ ...filter('A span has this name.', 'answer question'), maxBytes: MAX_FILTER_BYTES })
  name?: string;

  @ChoiceField({ ...filter('A span is of this kind.', 'llm'), choices: SPAN_KINDS })
  kind?: string;

  @TextField({
    ...filter(
      'A span holds all these words, and "phrases" in quotes, in its name, input or output. Case does not count.',
      '"capital of France" Paris',
    ),
    maxBytes: MAX_FILTER_BYTES,
    notBlank: true,
  })
  q?: string;

  @NumberField({ ...filter('The root span took at least so many milliseconds.', 1500), min: 0 })
  min_duration_ms?: number;

  @WholeField(filter('All spans together took in and gave out at least so many tokens.', 1000))
  min_tokens?: number;

  @TextField({ ...filter('The session of the trace.', 'session-7'), maxBytes: MAX_FILTER_BYTES })
  session_id?: string;

  @TextField({ ...filter('The user of the trace.', 'user-3'), maxBytes: MAX_FILTER_BYTES })
  user_id?: string;

  @TextField({ ...filter('A tag of the trace.', 'beta'), maxBytes: MAX_FILTER_BYTES })
  tag?: string;
}

/** Query of `GET /v1/traces`. */
export class TraceListQuery extends TraceFilterQuery {
  @WholeField({
    ...filter('How many rows to answer.', DEFAULT_LIMIT),
    min: 1,
    max: MAX_LIMIT,
    default: DEFAULT_LIMIT,
  })
  limit?: number;

  @TextField({
    description: 'Where to go on: the `next_cursor` of the page before, unchanged and with the same filters.',
    optional: true,
    keepsNull: false,
  })
  cursor?: string;

  @ChoiceField({ ...filter('What to sort by.', 'duration_ms'), choices: TRACE_SORTS, default: 'created_at' })
  sort?: TraceSort;

  @ChoiceField({ ...filter('Direction of the sort.', 'desc'), choices: ['asc', 'desc'], default: 'desc' })
  order?: 'asc' | 'desc';
}

/** Formats of an export. */
export const EXPORT_FORMATS = ['ndjson', 'otlp'] as const;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Query of `GET /v1/traces/export`. */
export class TraceExportQuery extends TraceFilterQuery {
  @ChoiceField({
    ...filter('What a line is: a body for `POST /v1/traces/ingest`, or an OTLP request.', 'otlp'),
    choices: EXPORT_FORMATS,
    default: 'ndjson',
  })
  format?: ExportFormat;
}
