import { ApiProperty } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '@assay/shared/errors';

class ErrorBody {
  @ApiProperty({
    description: 'Stable code: branch on this.',
    enum: Object.keys(ERROR_CATALOGUE),
    example: 'NOT_FOUND',
  })
  code: ErrorCode;

  @ApiProperty({ description: 'For a person: what is wrong and what to do.', example: 'no such dataset' })
  message: string;

  @ApiProperty({
    description: 'Where: the field, span or line.',
    type: 'object',
    additionalProperties: true,
    example: { resource: 'dataset', id: 'ds-1' },
  })
  details: Record<string, unknown>;
}

/** The body of every answer that is not 2xx. */
export class ErrorEnvelopeDto {
  @ApiProperty({ type: () => ErrorBody })
  error: ErrorBody;
}
