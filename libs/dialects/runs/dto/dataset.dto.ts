import {
  InstantField,
  ListField,
  MetadataField,
  NameField,
  PayloadField,
  ServerIdField,
  TextField,
  WholeField,
} from '@assay/shared/http/fields';
import { ApiProperty } from '@nestjs/swagger';
import { PaginatedDto } from '../paging';

const NAME = { description: 'The name: trimmed, and unique in its project.', example: 'capitals' };
const DESCRIPTION = { description: 'What the dataset is for.', example: 'Capitals of countries', optional: true };
const METADATA = { description: 'Anything else.', example: { owner: 'team-a' }, optional: true };
const INPUT = { description: 'What goes in: any JSON value but null.', example: 'What is the capital of France?' };
const EXPECTED_OUTPUT = { description: 'What should come out, where that is known.', example: 'Paris', optional: true };

/** Body of `POST /api/datasets`. */
export class CreateRunsDatasetDto {
  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `PATCH /api/datasets/:datasetId`: what is absent stays, null clears. */
export class UpdateRunsDatasetDto {
  @NameField({ ...NAME, optional: true, keepsNull: false })
  name?: string;

  @TextField(DESCRIPTION)
  description?: string | null;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** A dataset. */
export class RunsDatasetDto {
  @ServerIdField({ description: 'The id of the dataset.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d' })
  id: string;

  @NameField(NAME)
  name: string;

  @TextField(DESCRIPTION)
  description: string | null;

  @MetadataField(METADATA)
  metadata: unknown;

  @WholeField({ description: 'Raised by each request that changes items.', example: 2, min: 1 })
  version: number;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  createdAt: string;

  @InstantField({ description: 'When it or its items last changed.', example: '2026-02-21T22:00:00.000Z' })
  updatedAt: string;
}

/** Body of `POST /api/datasets/:datasetId/items`. */
export class CreateRunsItemDto {
  @PayloadField(INPUT)
  input: unknown;

  @PayloadField(EXPECTED_OUTPUT)
  expectedOutput?: unknown;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** Body of `PATCH /api/datasets/:datasetId/items/:itemId`: what is absent stays, null clears. */
export class UpdateRunsItemDto {
  @PayloadField({ ...INPUT, optional: true, keepsNull: false })
  input?: unknown;

  @PayloadField(EXPECTED_OUTPUT)
  expectedOutput?: unknown;

  @MetadataField(METADATA)
  metadata?: Record<string, unknown> | null;
}

/** An item of a dataset. */
export class RunsItemDto {
  @ServerIdField({ description: 'The id of the item.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6e' })
  id: string;

  @ServerIdField({ description: 'Its dataset.', example: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6d' })
  datasetId: string;

  @PayloadField(INPUT)
  input: unknown;

  @PayloadField(EXPECTED_OUTPUT)
  expectedOutput: unknown;

  @MetadataField(METADATA)
  metadata: unknown;

  @WholeField({ description: 'The dataset version in which this revision of the item came.', example: 2, min: 1 })
  version: number;

  @InstantField({ description: 'When it was made.', example: '2026-02-21T22:00:00.000Z' })
  createdAt: string;

  @InstantField({ description: 'When it last changed.', example: '2026-02-21T22:00:00.000Z' })
  updatedAt: string;
}

/** A dataset with the first page of its items. */
export class RunsDatasetWithItemsDto extends RunsDatasetDto {
  @ListField({ description: 'The first 10 of its items.', of: () => RunsItemDto })
  items: RunsItemDto[];
}

/** A page of datasets. */
export class RunsDatasetsDto extends PaginatedDto {
  @ListField({ description: 'The datasets, newest first.', of: () => RunsDatasetDto })
  datasets: RunsDatasetDto[];
}

/** A page of items. */
export class RunsItemsDto extends PaginatedDto {
  @ListField({ description: 'The items, in the order sent.', of: () => RunsItemDto })
  items: RunsItemDto[];
}

/** Answer of every DELETE of this surface. */
export class SuccessDto {
  @ApiProperty({ description: 'Always true.', example: true })
  success: boolean;
}
