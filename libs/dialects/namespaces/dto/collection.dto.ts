import { MAX_MEMBERS } from '@assay/datasets';
import { IdsField, ListField, MetadataField, NameField, ServerIdField, TagsField } from '@assay/shared/http/fields';
import { NumberedPageDto } from '../paging';

const NAME = { description: 'The name, trimmed; unique in the project.', example: 'front-camera-clips' };
const MEMBERS = {
  description: 'Ids of nodes, which may be items; one that stands twice counts once, at its first place.',
  example: ['nodeId1', 'nodeId2'],
  max: MAX_MEMBERS,
};
const DATASET = {
  description: 'Its dataset; null for a collection on its own.',
  example: 'dataset-id',
  optional: true,
};
const TAGS = { description: 'Words to find it by.', example: [], optional: true };
const METADATA = { description: 'Anything else about it.', example: { camera: 'front' }, optional: true };

/** Body of `POST …/collections`. */
export class CreateNamespaceCollectionDto {
  @NameField(NAME)
  name: string;

  @IdsField({ ...MEMBERS, optional: true })
  members?: string[] | null;

  @ServerIdField(DATASET)
  datasetId?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `PATCH …/collections/:id`: what is absent stays, null clears. */
export class UpdateNamespaceCollectionDto {
  @NameField({ ...NAME, description: 'The new name.', optional: true, keepsNull: false })
  name?: string;

  @IdsField({
    ...MEMBERS,
    description: 'Go to the end, after `removeMembers` went; what is a member stays where it is.',
    optional: true,
    keepsNull: false,
  })
  addMembers?: string[];

  @IdsField({ ...MEMBERS, description: 'Go; what is not a member does not matter.', optional: true, keepsNull: false })
  removeMembers?: string[];

  @ServerIdField({ ...DATASET, description: 'The dataset to put it into; null takes it out.' })
  datasetId?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** A collection. */
export class NamespaceCollectionDto {
  @ServerIdField({ description: 'The id of the collection.', example: 'collection-id' })
  id: string;

  @NameField(NAME)
  name: string;

  @IdsField(MEMBERS)
  members: string[];

  @ServerIdField(DATASET)
  datasetId: string | null;

  @TagsField({ ...TAGS, optional: false })
  tags: string[];

  @MetadataField(METADATA)
  metadata: unknown;
}

/** A page of collections. */
export class NamespaceCollectionsPageDto extends NumberedPageDto {
  @ListField({ description: 'The collections of this page, newest first.', of: () => NamespaceCollectionDto })
  collections: NamespaceCollectionDto[];
}
