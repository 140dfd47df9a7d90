import {
  FreeField,
  InstantField,
  ListField,
  NameField,
  ObjectField,
  ProjectIdField,
  ServerIdField,
  TextField,
} from '@assay/shared/http/fields';
import { ApiProperty } from '@nestjs/swagger';
import { PageQuery } from '@assay/shared/pagination';

const NAME = {
  description: 'The name: trimmed, unique in its project, and not that of a built-in scorer.',
  example: 'mentions the refund policy',
};
const DESCRIPTION = { description: 'What it looks for.', example: 'Every answer about refunds', optional: true };
const SCORER = { description: 'The built-in scorer that computes.', example: 'regex' };
const CONFIG = {
  description: 'Its configuration, checked when it is written.',
  example: { pattern: 'refund policy', flags: 'i' },
};

/** Body of `POST /v1/scorers`. */
export class CreateScorerDto {
  @ProjectIdField()
  project_id?: string | null;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @NameField(SCORER)
  scorer: string;

  @ObjectField({ ...CONFIG, optional: true })
  config?: Record<string, unknown> | null;

  @FreeField({
    description:
      'The scorers of `weighted`, built-in ones or ones of the project, which stay what they are called: the same as `config.of`.',
    example: null,
    optional: true,
  })
  of?: unknown;
}

/** Body of `PATCH /v1/scorers/:id`: what is absent stays, null clears. */
export class UpdateScorerDto {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @NameField({ ...SCORER, optional: true, keepsNull: false })
  scorer?: string;

  @ObjectField({ ...CONFIG, optional: true })
  config?: Record<string, unknown> | null;
}

/** A named configuration of a scorer. */
export class ScorerDto {
  @ServerIdField({ description: 'The id of the configuration.', example: 'scorer-1' })
  id: string;

  @ProjectIdField({ description: 'The project of the configuration.', optional: false })
  project_id: string;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string | null;

  @NameField(SCORER)
  scorer: string;

  @ObjectField(CONFIG)
  config: unknown;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it last changed.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}

/** Query of `GET /v1/scorers`. */
export class ScorersQuery extends PageQuery {
  @ProjectIdField({ description: 'The project whose scorers to list. Optional for a key that is bound to one.' })
  project_id?: string;
}

/** A scorer that the server computes. */
export class BuiltInScorerDto {
  @NameField({ description: 'What `scorer_name` or `scorer` calls it.', example: 'levenshtein' })
  name: string;

  @TextField({ description: 'What it computes.', example: 'How alike output and expected output are.' })
  description: string;

  @ApiProperty({ type: [String], description: 'Other names that it goes by.', example: ['Levenshtein'] })
  aliases: string[];

  @ObjectField({ description: 'What its configuration may hold, as JSON Schema.', example: { type: 'object' } })
  config_schema: Record<string, unknown>;

  @ApiProperty({ type: [Number], description: 'The least and the greatest value.', example: [0, 1] })
  range: number[];
}

/** Answer of `GET /v1/scorers/built-in`. */
export class BuiltInScorersDto {
  @ListField({ description: 'Every built-in scorer.', of: () => BuiltInScorerDto })
  items: BuiltInScorerDto[];
}
