import { ApiProperty } from '@nestjs/swagger';

/** Body of `POST /v1/traces`: `ExportTraceServiceRequest` in OTLP/JSON. */
export class ExportDto {
  @ApiProperty({
    description: 'Spans by resource and scope, as OpenTelemetry exporters write them.',
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    required: false,
  })
  resourceSpans?: unknown[];
}

class PartialSuccessDto {
  @ApiProperty({ description: 'The number of spans that were not stored, in decimal.', type: String, example: '1' })
  rejectedSpans: string;

  @ApiProperty({ description: 'The first of them and why, or a warning.', type: String })
  errorMessage: string;
}

/** Answer of `POST /v1/traces`: `ExportTraceServiceResponse`; empty when all spans were taken. */
export class ExportedDto {
  @ApiProperty({ type: PartialSuccessDto, required: false })
  partialSuccess?: PartialSuccessDto;
}

/** An error of `POST /v1/traces`: `google.rpc.Status`. */
export class RpcStatusDto {
  @ApiProperty({ description: 'A code of `google.rpc.Code`.', type: 'integer', example: 3 })
  code: number;

  @ApiProperty({ description: 'For a person: what is wrong and what to do.', type: String })
  message: string;
}
