export {
  type Assertion,
  ASSERTION_TYPES,
  AssertionError,
  type AssertionType,
  expectedOutputAssertions,
  metadataAssertions,
  parseAssertions,
} from './assertions';
export { collectionItemIds } from './collections/collection-items';
export { CollectionsService } from './collections/collections.service';
export { SHOWN_ASSERTIONS, SHOWN_SCHEMA } from './dto/checked-values';
export { type CollectionDto, MAX_MEMBERS } from './dto/collection.dto';
export { DatasetDirectory, knownDataset } from './dataset-directory';
export { DatasetRepository, type DatasetRow } from './dataset.repository';
export { DatasetsModule } from './datasets.module';
export { DatasetsService } from './datasets.service';
export { CreateDatasetDto, DatasetDto, UpdateDatasetDto } from './dto/dataset.dto';
export {
  CreatedItemsDto,
  CreateItemDto,
  CreateItemsDto,
  ItemDto,
  MAX_BATCH_ITEMS,
  UpdateItemDto,
} from './dto/item.dto';
export { ItemChangesService } from './items/item-changes.service';
export { type ItemPage, ItemRepository, type ItemRow } from './items/item.repository';
export { type ItemOrigin, type ItemValues } from './items/item-texts';
export { ItemsService } from './items/items.service';
export { SoftDeletionService } from './deletion/soft-deletion.service';
export { noSuchVersion } from './items/versions';
