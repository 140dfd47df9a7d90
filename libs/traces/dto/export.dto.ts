import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NewSpanDto } from './span.dto';

/** One line of an export. */
export class TraceExportLineDto {
  @ApiPropertyOptional({
    description: '`ndjson`: the trace whose spans these are: `id`, `project_id`, `created_at`, `queued_at`.',
    type: 'object',
    additionalProperties: true,
  })
  trace?: object;

  @ApiProperty({
    description:
      '`ndjson`: spans as ingestion takes them, with their scores; those after the 100th in `further_scores`.',
    type: [NewSpanDto],
    required: false,
  })
  spans?: NewSpanDto[];

  @ApiProperty({
    description: '`otlp`: spans as the protocol has them.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    required: false,
  })
  resourceSpans?: object[];
}
