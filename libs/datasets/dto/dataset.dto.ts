import {
  FreeField,
  InstantField,
  MetadataField,
  NameField,
  ProjectIdField,
  ServerIdField,
  TagsField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';
import { SHOWN_ASSERTIONS, SHOWN_SCHEMA } from './checked-values';

const INPUT_SCHEMA = {
  description:
    'JSON Schema (2020-12 or draft-07) that the `input` of items written from now on must fit. `$ref` only within the document.',
  example: { type: 'string', minLength: 1 },
  optional: true,
  shown: SHOWN_SCHEMA,
};
const EXPECTED_OUTPUT_SCHEMA = {
  ...INPUT_SCHEMA,
  description: 'JSON Schema that the `expected_output` of items must fit, where they have one.',
};
const DEFAULT_ASSERTIONS = {
  description:
    'Assertions `{type, value?, path?, criteria?, weight?}` that grade every run of every experiment on the dataset: each gives a score `assertion:<type>`, ' +
    'and together their weighted mean, `assertions`. Types are `contains`, `not_contains`, `equals`, `regex`, `json_match` and `llm_grade`.',
  example: [{ type: 'not_contains', value: "I don't know" }],
  optional: true,
  shown: SHOWN_ASSERTIONS,
};
const NAME = { description: 'The name: trimmed, and unique in its project.', example: 'customer-support-baseline' };
const DESCRIPTION = { description: 'What the dataset is for.', example: 'Optional description', optional: true };
const TAGS = { description: 'Words to find it by.', example: ['support'], optional: true };
const METADATA = { description: 'Anything else about it.', example: { owner: 'team-a' }, optional: true };

/** What a dataset may have beside its name. */
class DatasetOptions {
  @TextField(DESCRIPTION)
  description?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;

  @FreeField(INPUT_SCHEMA)
  input_schema?: unknown;

  @FreeField(EXPECTED_OUTPUT_SCHEMA)
  expected_output_schema?: unknown;

  @FreeField(DEFAULT_ASSERTIONS)
  default_assertions?: unknown;
}

/** Body of `POST /v1/datasets`. */
export class CreateDatasetDto extends DatasetOptions {
  @ProjectIdField()
  project_id?: string | null;

  @NameField(NAME)
  name: string;
}

/** Body of `PATCH /v1/datasets/:id`: what is absent stays, null clears. */
export class UpdateDatasetDto extends DatasetOptions {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;
}

/** A dataset, without its items. */
export class DatasetDto {
  @ServerIdField({ description: 'The id of the dataset.', example: 'ds-1' })
  id: string;

  @ProjectIdField({ description: 'The project of the dataset.', optional: false })
  project_id: string;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string | null;

  @TagsField({ ...TAGS, optional: false })
  tags: string[];

  @MetadataField(METADATA)
  metadata: unknown;

  @FreeField(INPUT_SCHEMA)
  input_schema: unknown;

  @FreeField(EXPECTED_OUTPUT_SCHEMA)
  expected_output_schema: unknown;

  @FreeField(DEFAULT_ASSERTIONS)
  default_assertions: unknown;

  @WholeField({
    description: 'Starts at 1; each request that adds, changes or removes items raises it by exactly 1.',
    example: 1,
    min: 1,
  })
  version: number;

  @WholeField({ description: 'How many items it has now.', example: 0 })
  item_count: number;

  @InstantField({ description: 'When the dataset was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When the dataset or its items last changed.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}

/** A dataset that is deleted softly. */
export class DeletedDatasetDto extends DatasetDto {
  @InstantField({ description: 'When it was deleted.', example: '2026-02-22T09:00:00.000Z' })
  deleted_at: string;
}

/** Query of the lists of datasets. */
export class DatasetsQuery extends PageQuery {
  @ProjectIdField({ description: 'The project whose datasets to list. Optional for a key that is bound to one.' })
  project_id?: string;
}
