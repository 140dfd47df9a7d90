import { ApiProperty } from '@nestjs/swagger';
import { ChoiceField, ClientIdField, NameField, ProjectIdField, TextField } from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { ScoreRequestDto, TARGET_TYPES, type TargetType } from './score.dto';

const MAX_TARGET_ID_BYTES = 4_096;

/** Body of `POST /v1/scores`. */
export class CreateScoreDto extends ScoreRequestDto {
  @TextField({
    description: 'The id of the run or span to judge.',
    example: 'run-xyz',
    notBlank: true,
    maxBytes: MAX_TARGET_ID_BYTES,
  })
  target_id: string;

  @ChoiceField({ description: 'What to judge.', choices: TARGET_TYPES, example: 'run' })
  target_type: TargetType;

  @ClientIdField({
    description: 'The trace of the span; needed only where several traces hold a span of this id.',
    optional: true,
  })
  trace_id?: string | null;

  @ProjectIdField({
    description: 'The project of the target; needed only where several projects hold a span of this id.',
  })
  project_id?: string | null;
}

/** Query of `GET /v1/scores`. */
export class ListScoresQuery extends PageQuery {
  @TextField({
    description: 'The id of the run or span.',
    example: 'run-xyz',
    notBlank: true,
    maxBytes: MAX_TARGET_ID_BYTES,
  })
  target_id: string;

  @ChoiceField({ description: 'What the id names.', choices: TARGET_TYPES, example: 'run' })
  target_type: TargetType;

  @NameField({ description: 'Only the scores of this scorer.', optional: true, keepsNull: false })
  scorer_name?: string;

  @ClientIdField({
    description: 'The trace of the span; needed only where several traces hold a span of this id.',
    optional: true,
    keepsNull: false,
  })
  trace_id?: string;

  @ProjectIdField({
    description: 'The project of the target; needed only where several projects hold a span of this id.',
    keepsNull: false,
  })
  project_id?: string;
}

/** The answer when no score could be made, and none was stored. */
export class NoScoreDto {
  @ApiProperty({
    type: 'object',
    nullable: true,
    additionalProperties: true,
    description: 'Always null.',
    example: null,
  })
  score: null;

  @ApiProperty({ description: 'Why there is none.', example: 'No expected output to compare with.' })
  reason: string;
}
