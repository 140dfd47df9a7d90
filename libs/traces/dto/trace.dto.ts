import { ApiProperty } from '@nestjs/swagger';
import {
  ChoiceField,
  ClientIdField,
  InstantField,
  MetadataField,
  NestedField,
  NumberField,
  ProjectIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { SPAN_KINDS } from '../ingest/span';
import { SpanOfTraceDto } from './span.dto';

/** What every endpoint of one trace takes to tell which project's trace is meant. */
export class TraceScopeQuery {
  @ProjectIdField({
    description: 'The project. Needed by a key that is bound to none only if several projects hold this trace id.',
    keepsNull: false,
  })
  project_id?: string;
}

/** Query of `GET /v1/traces/:id`. */
export class TraceQuery extends TraceScopeQuery {
  @ChoiceField({
    description: 'How spans stand: in a list, or each within its parent (`children`).',
    choices: ['list', 'tree'],
    optional: true,
    keepsNull: false,
    default: 'list',
  })
  view?: 'list' | 'tree';

  @TextField({
    description: 'The fields of spans to answer, with commas between; all without it. Leave payloads out with it.',
    example: 'id,parent_span_id,name,start_time',
    optional: true,
    keepsNull: false,
    maxBytes: 1_024,
  })
  fields?: string;
}

/** The root span as lists show it. */
export class RootSpanDto {
  @ClientIdField({ description: 'The id of the span.', example: 'span-root' })
  id: string;

  @TextField({ description: 'What was done.', example: 'answer question' })
  name: string;

  @ChoiceField({ description: 'What kind of work it was.', choices: SPAN_KINDS, example: 'llm', optional: true })
  kind: string | null;

  @NumberField({ description: 'Milliseconds from start to end.', example: 1250, optional: true })
  duration_ms: number | null;

  @TextField({ description: 'The model that was called.', example: 'gpt-4o', optional: true })
  model: string | null;

  @TextField({
    description: 'The first 200 characters of the input, as text.',
    example: 'What is the capital of France?',
    optional: true,
  })
  input_preview: string | null;

  @TextField({ description: 'The first 200 characters of the output, as text.', example: 'Paris', optional: true })
  output_preview: string | null;
}

/** Where a search found a trace. */
export class SearchMatchDto {
  @ClientIdField({ description: 'The span.', example: 'span-root' })
  span_id: string;

  @ChoiceField({ description: 'The field that holds it.', choices: ['name', 'input', 'output'], example: 'input' })
  field: 'name' | 'input' | 'output';

  @TextField({ description: 'The text around it.', example: '…What is the capital of France?' })
  snippet: string;
}

/** What every answer says of a trace. */
class TraceFactsDto {
  @ClientIdField({ description: 'The id of the trace.', example: 'trace-abc' })
  id: string;

  @ProjectIdField({ description: 'The project.', optional: false })
  project_id: string;

  @ApiProperty({
    description: 'The root span; null while none has arrived.',
    type: String,
    nullable: true,
    example: 'span-root',
  })
  root_span_id: string | null;

  @WholeField({ description: 'The number of spans.', example: 4 })
  span_count: number;

  @InstantField({ description: 'When its first span was stored.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @MetadataField({ description: 'The metadata of the root span.', example: {} })
  metadata: Record<string, unknown>;

  @InstantField({
    description: 'When it was put into the review queue; null when it is not in it.',
    example: null,
    optional: true,
  })
  queued_at: string | null;
}

/** A trace as lists show it. */
export class TraceItemDto extends TraceFactsDto {
  @NestedField({ description: 'The root span in short.', of: () => RootSpanDto, optional: true })
  root_span: RootSpanDto | null;

  @WholeField({ description: 'Tokens that went into its spans.', example: 120 })
  tokens_input: number;

  @WholeField({ description: 'Tokens that came out of its spans.', example: 40 })
  tokens_output: number;

  @ApiProperty({ description: 'The models its spans name, each once.', type: [String], example: ['gpt-4o'] })
  models: string[];

  @WholeField({ description: 'The number of spans with an error.', example: 0 })
  error_count: number;

  @InstantField({ description: 'The earliest start of its spans.', example: '2026-02-21T22:00:00.000Z' })
  start_time: string;

  @InstantField({ description: 'The latest end of its spans.', example: '2026-02-21T22:00:01.250Z', optional: true })
  end_time: string | null;

  @TextField({
    description: '`metadata.session_id` of the root, else of the earliest span that has it.',
    example: 'session-7',
    optional: true,
  })
  session_id: string | null;

  @TextField({
    description: '`metadata.user_id` of the root, else of the earliest span that has it.',
    example: 'user-3',
    optional: true,
  })
  user_id: string | null;

  @ApiProperty({
    description: '`metadata.tags`, a JSON array as a string, of the root, else of the earliest span that has it.',
    type: [String],
    example: ['beta'],
  })
  tags: string[];

  @ApiProperty({
    description: 'Only with `q`: where it was found, a few places of each trace.',
    type: [SearchMatchDto],
    required: false,
  })
  matches?: SearchMatchDto[];
}

/** A trace with all of its spans. */
export class TraceDto extends TraceFactsDto {
  @ApiProperty({
    description: 'Every span, by start, then id. With `view=tree` those without a parent here, the others within.',
    type: [SpanOfTraceDto],
  })
  spans: SpanOfTraceDto[];
}
