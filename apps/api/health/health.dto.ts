import { ApiProperty } from '@nestjs/swagger';

/** The answer of the health endpoints. */
export class HealthDto {
  @ApiProperty({ example: 'ok', description: 'Always ok: trouble is answered with 503.' })
  status: 'ok';
}
