import {
  InstantField,
  ListField,
  MetadataField,
  PayloadField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';

/** Most items of one batch. */
export const MAX_BATCH_ITEMS = 1_000;

const INPUT = { description: 'What goes in: any JSON value but null.', example: 'What is the capital of France?' };
const EXPECTED_OUTPUT = { description: 'What should come out, where that is known.', example: 'Paris', optional: true };
const METADATA = { description: 'Anything else about the item.', example: { source: 'manual' }, optional: true };
const VERSION = {
  description: 'Show the items as they stood in this version of the dataset.',
  optional: true,
  min: 1,
  keepsNull: false as const,
};

/** What an item may have beside its input. */
class ItemOptions {
  @PayloadField(EXPECTED_OUTPUT)
  expected_output?: unknown;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `POST /v1/datasets/:id/items`. */
export class CreateItemDto extends ItemOptions {
  @PayloadField(INPUT)
  input: unknown;
}

/** Body of `POST /v1/datasets/:id/items/batch`. */
export class CreateItemsDto {
  @ListField({
    description: 'The items, all of which are added or none.',
    of: () => CreateItemDto,
    min: 1,
    max: MAX_BATCH_ITEMS,
  })
  items: CreateItemDto[];
}

/** Body of `PATCH /v1/datasets/:id/items/:item_id`: what is absent stays, null clears. */
export class UpdateItemDto extends ItemOptions {
  @PayloadField({ ...INPUT, optional: true, keepsNull: false })
  input?: unknown;
}

/** An item of a dataset. */
export class ItemDto {
  @ServerIdField({ description: 'The id of the item, the same in all its revisions.', example: 'item-1' })
  id: string;

  @ServerIdField({ description: 'The dataset of the item.', example: 'ds-1' })
  dataset_id: string;

  @PayloadField(INPUT)
  input: unknown;

  @PayloadField(EXPECTED_OUTPUT)
  expected_output: unknown;

  @MetadataField(METADATA)
  metadata: unknown;

  @WholeField({ description: 'The dataset version in which this revision of the item came.', example: 2, min: 1 })
  version: number;

  @InstantField({ description: 'When the item was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When this revision of the item was made.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}

/** Answer of a batch. */
export class CreatedItemsDto {
  @WholeField({ description: 'How many items were added.', example: 1 })
  created_count: number;

  @ListField({ description: 'The items, in the order sent.', of: () => ItemDto })
  items: ItemDto[];
}

/** Query of `GET /v1/datasets/:id/items`. */
export class ItemsQuery extends PageQuery {
  @WholeField(VERSION)
  version?: number;
}

/** Query of `GET /v1/datasets/:id/items/export`. */
export class ExportQuery {
  @WholeField(VERSION)
  version?: number;
}
