export { DatasetDirectory, knownDataset } from './dataset-directory';
export { DatasetRepository, type DatasetRow } from './dataset.repository';
export { DatasetsModule } from './datasets.module';
export { DatasetsService } from './datasets.service';
export { ItemDto } from './dto/item.dto';
export { type ItemPage, ItemRepository, type ItemRow } from './items/item.repository';
export { type ItemValues } from './items/item-texts';
export { ItemsService } from './items/items.service';
