import { ApiProperty } from '@nestjs/swagger';
import { ProjectIdField } from '@assay/shared/http/fields';
import { NewSpanDto } from './span.dto';

/** Body of `POST /v1/traces/ingest`. */
export class IngestDto {
  @ProjectIdField({
    description: 'The project. Without it: the project of the key, the header `X-Project-Id`, or `default`.',
  })
  project_id?: string | null;

  @ApiProperty({
    description: 'The spans, of any number of traces, parents in any order.',
    type: [NewSpanDto],
    minItems: 1,
    maxItems: 1_000,
  })
  spans: unknown;
}

/** What was stored. */
export class IngestedDto {
  @ApiProperty({ description: 'The number of spans.', type: 'integer', example: 3 })
  accepted: number;

  @ApiProperty({
    description: 'The traces they belong to, each once.',
    type: [String],
    example: ['trace-abc', 'trace-def'],
  })
  trace_ids: string[];
}
