import { ApiProperty } from '@nestjs/swagger';

/** The answer of every DELETE. */
export class DeletedDto {
  @ApiProperty({ example: true, description: 'Always true.' })
  deleted: boolean;

  @ApiProperty({ example: 'trace-abc', description: 'The id of what was deleted.' })
  id: string;
}
