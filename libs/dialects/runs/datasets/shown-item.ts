import type { ItemDto } from '@assay/datasets';
import type { RunsItemDto } from '../dto/dataset.dto';

/** An item of `/v1` in the words of this surface. */
export function shownItem(item: ItemDto): RunsItemDto {
  return {
    id: item.id,
    datasetId: item.dataset_id,
    input: item.input,
    expectedOutput: item.expected_output,
    metadata: item.metadata,
    version: item.version,
    createdAt: item.created_at,
    updatedAt: item.updated_at,
  };
}
