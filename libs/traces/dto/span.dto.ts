import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  ChoiceField,
  ClientIdField,
  FreeField,
  InstantField,
  MetadataField,
  NameField,
  NestedField,
  NumberField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { SPAN_KINDS } from '../ingest/span';

/** What went wrong in a span. */
export class SpanErrorDto {
  @TextField({ description: 'What happened.', example: 'model overloaded' })
  message: string;

  @TextField({ description: 'The kind of error.', example: 'RateLimitError', optional: true })
  type?: string | null;

  @TextField({ description: 'The stack trace.', optional: true })
  stack?: string | null;
}

/** A span as it is sent. The fields are checked by the span reader, which reports every bad span of a batch at once. */
export class NewSpanDto {
  @ClientIdField({ description: 'The id of the span, chosen by you; unique within its trace.', example: 'span-root' })
  id: string;

  @ClientIdField({
    description: 'The trace, chosen by you; it comes into being with its first span.',
    example: 'trace-abc',
  })
  trace_id: string;

  @ClientIdField({
    description: 'The span that this one is part of; none for the root. It may arrive later.',
    example: null,
    optional: true,
  })
  parent_span_id?: string | null;

  @NameField({ description: 'What was done.', example: 'answer question' })
  name: string;

  @ChoiceField({ description: 'What kind of work it was.', choices: SPAN_KINDS, example: 'llm', optional: true })
  kind?: string | null;

  @FreeField({
    description: 'What went in: any JSON value, kept exactly.',
    example: { question: 'What is the capital of France?' },
    optional: true,
  })
  input?: unknown;

  @FreeField({ description: 'What came out: any JSON value, kept exactly.', example: 'Paris', optional: true })
  output?: unknown;

  @InstantField({ description: 'When it began.', example: '2026-02-21T22:00:00.000Z' })
  start_time: string;

  @InstantField({ description: 'When it ended.', example: '2026-02-21T22:00:01.250Z', optional: true })
  end_time?: string | null;

  @NumberField({
    description: 'Milliseconds. Computed from the times; kept as sent only without `end_time`.',
    example: 1250,
    optional: true,
  })
  duration_ms?: number | null;

  @WholeField({ description: 'Tokens that went in.', example: 12, optional: true })
  tokens_input?: number | null;

  @WholeField({ description: 'Tokens that came out.', example: 3, optional: true })
  tokens_output?: number | null;

  @TextField({ description: 'The model that was called.', example: 'gpt-4o', optional: true })
  model?: string | null;

  @MetadataField({
    description:
      'Strings, numbers, booleans or nulls by name. `session_id`, `user_id` and `tags` (a JSON array as a string) label the trace.',
    example: { session_id: 'session-7' },
    optional: true,
  })
  metadata?: Record<string, unknown> | null;

  @NestedField({ description: 'What went wrong, if something did.', of: () => SpanErrorDto, optional: true })
  error?: SpanErrorDto | null;

  @ApiProperty({
    description: 'Scores of this span, as in `POST /v1/scores` without their target; at most 100.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    required: false,
    nullable: true,
    example: [{ scorer_name: 'helpfulness', value: 0.8 }],
  })
  scores?: unknown[] | null;
}

/** A stored span. It never changes. */
export class SpanDto {
  @ClientIdField({ description: 'The id of the span.', example: 'span-root' })
  id: string;

  @ClientIdField({ description: 'The trace of the span.', example: 'trace-abc' })
  trace_id: string;

  @ApiProperty({
    description: 'The parent; null for the root. It may not have arrived (yet).',
    type: String,
    nullable: true,
    example: null,
  })
  parent_span_id: string | null;

  @TextField({ description: 'What was done.', example: 'answer question' })
  name: string;

  @ChoiceField({ description: 'What kind of work it was.', choices: SPAN_KINDS, example: 'llm', optional: true })
  kind: string | null;

  @FreeField({
    description: 'What went in, exactly as sent.',
    example: { question: 'What is the capital of France?' },
    optional: true,
  })
  input: unknown;

  @FreeField({ description: 'What came out, exactly as sent.', example: 'Paris', optional: true })
  output: unknown;

  @InstantField({ description: 'When it began.', example: '2026-02-21T22:00:00.000Z' })
  start_time: string;

  @InstantField({ description: 'When it ended.', example: '2026-02-21T22:00:01.250Z', optional: true })
  end_time: string | null;

  @NumberField({ description: 'Milliseconds from start to end.', example: 1250, optional: true })
  duration_ms: number | null;

  @WholeField({ description: 'Tokens that went in.', example: 12, optional: true })
  tokens_input: number | null;

  @WholeField({ description: 'Tokens that came out.', example: 3, optional: true })
  tokens_output: number | null;

  @TextField({ description: 'The model that was called.', example: 'gpt-4o', optional: true })
  model: string | null;

  @MetadataField({ description: 'The metadata as sent.', example: { session_id: 'session-7' }, optional: true })
  metadata: Record<string, unknown> | null;

  @NestedField({ description: 'What went wrong, if something did.', of: () => SpanErrorDto, optional: true })
  error: SpanErrorDto | null;
}

/** A span within its trace: whole, unless `fields` asks for less. */
export class SpanOfTraceDto extends PartialType(SpanDto) {
  @ApiProperty({
    description: 'Only with `view=tree`: the spans whose parent it is, by start, then id.',
    type: () => [SpanOfTraceDto],
    required: false,
  })
  children?: SpanOfTraceDto[];
}
