import { MAX_MEMBERS } from '@assay/datasets';
import {
  FlagField,
  IdsField,
  InstantField,
  ListField,
  MetadataField,
  NameField,
  ProjectIdField,
  ServerIdField,
  TagsField,
  TextField,
} from '@assay/shared/http/fields';
import { NumberedPageDto } from '../paging';

const NAME = { description: 'The name, trimmed; unique in the project.', example: 'training-v2' };
const DESCRIPTION = { description: 'What the dataset is for.', example: 'Q1 training data', optional: true };
const TAGS = { description: 'Words to find it by.', example: [], optional: true };
const METADATA = { description: 'Anything else about it.', example: { quarter: 1 }, optional: true };
const ID = { description: 'The id of the dataset.', example: 'dataset-id' };

/** Body of `POST …/datasets`. */
export class CreateNamespaceDatasetDto {
  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `PATCH …/datasets/:name`: what is absent stays, null clears. */
export class UpdateNamespaceDatasetDto {
  @NameField({ ...NAME, description: 'The new name.', optional: true, keepsNull: false })
  name?: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @TagsField(TAGS)
  tags?: string[] | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** A dataset as lists show it. */
export class ListedDatasetDto {
  @ServerIdField(ID)
  id: string;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string | null;

  @TagsField({ ...TAGS, optional: false })
  tags: string[];
}

/** A dataset as the answer of the request that makes or changes it. */
export class NamespaceDatasetDto extends ListedDatasetDto {
  @ProjectIdField({ description: 'The id of the project, on every surface.', example: 'space-id', optional: false })
  projectId: string;

  @MetadataField(METADATA)
  metadata: unknown;

  @InstantField({ description: 'When it was made.', example: '2026-04-15T09:00:00.000Z' })
  createdAt: string;

  @InstantField({ description: 'When it last changed.', example: '2026-04-15T09:00:00.000Z' })
  updatedAt: string;
}

/** A collection as its dataset shows it. */
export class CollectionInDatasetDto {
  @ServerIdField({ description: 'The id of the collection.', example: 'collection-id' })
  id: string;

  @NameField({ description: 'Its name.', example: 'front-camera-clips' })
  name: string;

  @IdsField({ description: 'Its members.', example: ['nodeId1', 'nodeId2'], max: MAX_MEMBERS })
  members: string[];
}

/** A dataset with its collections. */
export class DatasetWithCollectionsDto extends ListedDatasetDto {
  @ListField({ description: 'Its collections, oldest first.', of: () => CollectionInDatasetDto })
  collections: unknown;
}

/** A page of datasets. */
export class NamespaceDatasetsPageDto extends NumberedPageDto {
  @ListField({ description: 'The datasets of this page, newest first.', of: () => ListedDatasetDto })
  datasets: ListedDatasetDto[];
}

/** The answer of every DELETE of this surface. */
export class SucceededDto {
  @FlagField({ description: 'Always true.', example: true })
  success: boolean;
}
