import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CollectionRepository } from './collections/collection.repository';
import { CollectionsController } from './collections/collections.controller';
import { CollectionsService } from './collections/collections.service';
import { DatasetDirectory } from './dataset-directory';
import { DatasetRepository } from './dataset.repository';
import { DatasetSchemas } from './dataset-schemas';
import { DatasetsController } from './datasets.controller';
import { DatasetsService } from './datasets.service';
import { CollectionEntity } from './entities/collection.entity';
import { SoftDeletionRepository } from './deletion/soft-deletion.repository';
import { SoftDeletionService } from './deletion/soft-deletion.service';
import { DatasetImportEntity } from './entities/dataset-import.entity';
import { DatasetItemEntity } from './entities/dataset-item.entity';
import { DatasetEntity } from './entities/dataset.entity';
import { ExportService } from './export/export.service';
import { ImportService } from './import/import.service';
import { ItemAppender } from './items/item-appender';
import { ItemChangesService } from './items/item-changes.service';
import { ItemRepository } from './items/item.repository';
import { ItemWriterRepository } from './items/item-writer.repository';
import { ItemsController } from './items/items.controller';
import { ItemsService } from './items/items.service';
import { TransferController } from './transfer.controller';

/** Datasets and their items. */
@Module({
  imports: [TypeOrmModule.forFeature([DatasetEntity, DatasetItemEntity, DatasetImportEntity, CollectionEntity])],
  // The literal paths of imports and exports come before those with an item's id.
  controllers: [DatasetsController, TransferController, ItemsController, CollectionsController],
  providers: [
    CollectionRepository,
    CollectionsService,
    DatasetDirectory,
    DatasetRepository,
    DatasetSchemas,
    DatasetsService,
    ExportService,
    ImportService,
    ItemAppender,
    ItemChangesService,
    ItemRepository,
    ItemsService,
    ItemWriterRepository,
    SoftDeletionRepository,
    SoftDeletionService,
  ],
  exports: [
    CollectionsService,
    DatasetDirectory,
    DatasetRepository,
    DatasetsService,
    ItemChangesService,
    ItemRepository,
    ItemsService,
    SoftDeletionService,
  ],
})
export class DatasetsModule {}
