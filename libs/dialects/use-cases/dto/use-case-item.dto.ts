import { MAX_BATCH_ITEMS } from '@assay/datasets';
import {
  InstantField,
  ListField,
  MetadataField,
  ObjectPayloadField,
  PayloadField,
  ServerIdField,
  WholeField,
} from '@assay/shared/http/fields';

const INPUT = {
  description: 'The variables of the template.',
  example: { company_name: 'Acme Inc', question: 'What are your business hours?' },
};
const EXPECTED_OUTPUT = {
  description: 'What the output is checked against.',
  example: { contains: ['9 AM', '5 PM'] },
  optional: true,
};
const METADATA = { description: 'Anything else.', example: { category: 'hours', priority: 'high' }, optional: true };

/** What an item may have beside its input. */
class ItemOptions {
  @ObjectPayloadField(EXPECTED_OUTPUT)
  expected_output?: unknown;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `POST /api/v1/datasets/:id/items`. */
export class CreateUseCaseItemDto extends ItemOptions {
  @ObjectPayloadField(INPUT)
  input: unknown;
}

/** Body of `POST /api/v1/datasets/:id/items/batch`. */
export class CreateUseCaseItemsDto {
  @ListField({
    description: 'The items, all of which are added or none.',
    of: () => CreateUseCaseItemDto,
    min: 1,
    max: MAX_BATCH_ITEMS,
  })
  items: CreateUseCaseItemDto[];
}

/** Body of `PATCH /api/v1/datasets/items/:id`: what is absent stays, null clears. */
export class UpdateUseCaseItemDto extends ItemOptions {
  @ObjectPayloadField({ ...INPUT, optional: true, keepsNull: false })
  input?: unknown;
}

/** An item. One that was made on another surface may hold any JSON value where this one takes objects. */
export class UseCaseItemDto {
  @ServerIdField({ description: 'The id of the item.', example: 'aa0e8400-e29b-41d4-a716-446655440000' })
  id: string;

  @ServerIdField({ description: 'Its dataset.', example: '990e8400-e29b-41d4-a716-446655440000' })
  dataset_id: string;

  @PayloadField(INPUT)
  input: unknown;

  @PayloadField(EXPECTED_OUTPUT)
  expected_output: unknown;

  @MetadataField(METADATA)
  metadata: unknown;

  @InstantField({ description: 'When it was made.', example: '2024-12-01T10:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it last changed.', example: '2024-12-01T10:00:00.000Z' })
  updated_at: string;
}

/** Answer of a batch. */
export class CreatedUseCaseItemsDto {
  @WholeField({ description: 'How many items were added.', example: 3 })
  created_count: number;

  @ListField({ description: 'The items, in the order sent.', of: () => UseCaseItemDto })
  items: UseCaseItemDto[];
}
