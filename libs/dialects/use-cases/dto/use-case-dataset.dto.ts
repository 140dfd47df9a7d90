import { SHOWN_ASSERTIONS, SHOWN_SCHEMA } from '@assay/datasets';
import {
  FreeField,
  InstantField,
  NameField,
  ProjectIdField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';

const NAME = { description: 'The name: trimmed, and unique in its use case.', example: 'FAQ Test Cases' };
const DESCRIPTION = { description: 'What it is for.', example: 'Common FAQ questions for testing', optional: true };
const INPUT_SCHEMA = {
  description: 'JSON Schema that the `input` of items must fit.',
  optional: true,
  shown: SHOWN_SCHEMA,
};
const EXPECTED_OUTPUT_SCHEMA = {
  description: 'JSON Schema that the `expected_output` of items must fit.',
  optional: true,
  shown: SHOWN_SCHEMA,
};
const DEFAULT_ASSERTIONS = {
  description:
    'Assertions `{type, value?, path?, criteria?, weight?}` that grade every run on the dataset. Types are `contains`, `not_contains`, `equals`, `regex`, `json_match` and `llm_grade`.',
  example: [{ type: 'not_contains', value: "I don't know" }],
  optional: true,
  shown: SHOWN_ASSERTIONS,
};

/** What a dataset may have beside its name. */
class UseCaseDatasetOptions {
  @TextField(DESCRIPTION)
  description?: string | null;

  @FreeField(INPUT_SCHEMA)
  input_schema?: unknown;

  @FreeField(EXPECTED_OUTPUT_SCHEMA)
  expected_output_schema?: unknown;

  @FreeField(DEFAULT_ASSERTIONS)
  default_assertions?: unknown;
}

/** Body of `POST /api/v1/use-cases/:useCaseId/datasets`. */
export class CreateUseCaseDatasetDto extends UseCaseDatasetOptions {
  @NameField(NAME)
  name: string;
}

/** Body of `PATCH /api/v1/datasets/:id`: what is absent stays, null clears. */
export class UpdateUseCaseDatasetDto extends UseCaseDatasetOptions {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;
}

/** What every answer says of a dataset. */
class UseCaseDatasetBase {
  @ServerIdField({ description: 'The id of the dataset.', example: '990e8400-e29b-41d4-a716-446655440000' })
  id: string;

  @ProjectIdField({
    description: 'The use case: the project of the dataset.',
    example: '660e8400-e29b-41d4-a716-446655440000',
    optional: false,
  })
  use_case_id: string;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string | null;

  @InstantField({ description: 'When it was made.', example: '2024-12-01T10:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it or its items last changed.', example: '2024-12-01T10:00:00.000Z' })
  updated_at: string;
}

/** A dataset in a list. */
export class ListedUseCaseDatasetDto extends UseCaseDatasetBase {
  @WholeField({ description: 'How many items it has.', example: 25 })
  item_count: number;
}

/** A dataset as it is made and changed. */
export class UseCaseDatasetDto extends UseCaseDatasetBase {
  @FreeField(INPUT_SCHEMA)
  input_schema: unknown;

  @FreeField(EXPECTED_OUTPUT_SCHEMA)
  expected_output_schema: unknown;

  @FreeField(DEFAULT_ASSERTIONS)
  default_assertions: unknown;
}

/** A dataset with its counts. */
export class CountedUseCaseDatasetDto extends UseCaseDatasetDto {
  @WholeField({ description: 'How many items it has.', example: 25 })
  item_count: number;

  @WholeField({ description: 'How many experiments were made on it.', example: 10 })
  eval_run_count: number;
}
