import {
  IdsField,
  InstantField,
  MetadataField,
  NameField,
  ProjectIdField,
  ServerIdField,
  TagsField,
} from '@assay/shared/http/fields';
import { PageQuery } from '@assay/shared/pagination';

/** Most members of a collection. */
export const MAX_MEMBERS = 10_000;

const NAME = { description: 'The name: trimmed, and unique in its project.', example: 'edge-cases' };
const MEMBERS = {
  description:
    'Ids of anything, in order; those that are ids of items make the collection one that experiments can run over. One that stands twice counts once, at its first place.',
  example: ['item-1', 'item-2'],
  max: MAX_MEMBERS,
};
const DATASET = {
  description: 'The dataset that it belongs to; null for a collection on its own, also once the dataset is deleted.',
  example: 'ds-1',
  optional: true,
};
const TAGS = { description: 'Words to find it by.', example: ['hard'], optional: true };
const METADATA = { description: 'Anything else about it.', example: { owner: 'team-a' }, optional: true };

/** Body of `POST /v1/collections`. */
export class CreateCollectionDto {
  @ProjectIdField()
  project_id?: string | null;

  @NameField(NAME)
  name: string;

  @IdsField({ ...MEMBERS, optional: true })
  members?: string[] | null;

  @ServerIdField(DATASET)
  dataset_id?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `PATCH /v1/collections/:id`: what is absent stays, null clears. */
export class UpdateCollectionDto {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;

  @IdsField({
    ...MEMBERS,
    description: 'Goes to the end, in this order, after `remove_members` went; what is a member stays where it is.',
    optional: true,
    keepsNull: false,
  })
  add_members?: string[];

  @IdsField({
    ...MEMBERS,
    description: 'Goes; what is not a member does not matter.',
    example: ['item-3'],
    optional: true,
    keepsNull: false,
  })
  remove_members?: string[];

  @ServerIdField({ ...DATASET, description: 'The dataset to put it into; null takes it out.' })
  dataset_id?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** A collection. */
export class CollectionDto {
  @ServerIdField({ description: 'The id of the collection.', example: 'col-1' })
  id: string;

  @ProjectIdField({ description: 'The project of the collection.', optional: false })
  project_id: string;

  @NameField(NAME)
  name: string;

  @IdsField(MEMBERS)
  members: string[];

  @ServerIdField(DATASET)
  dataset_id: string | null;

  @TagsField({ ...TAGS, optional: false })
  tags: string[];

  @MetadataField(METADATA)
  metadata: unknown;

  @InstantField({ description: 'When the collection was made.', example: '2026-02-21T22:00:00.000Z' })
  created_at: string;

  @InstantField({ description: 'When it last changed.', example: '2026-02-21T22:00:00.000Z' })
  updated_at: string;
}

/** Query of `GET /v1/collections`. */
export class CollectionsQuery extends PageQuery {
  @ProjectIdField({ description: 'The project whose collections to list. Optional for a key that is bound to one.' })
  project_id?: string;
}
