import { Module } from '@nestjs/common';
import { DatasetsModule } from '@assay/datasets';
import { ExperimentsModule } from '@assay/experiments';
import { UseCaseDatasetsController } from './use-case-datasets.controller';
import { UseCaseDatasetsService } from './use-case-datasets.service';
import { UseCaseItemsController } from './use-case-items.controller';
import { UseCaseItemsService } from './use-case-items.service';

/** Datasets of use cases, at `/api/v1`. */
@Module({
  imports: [DatasetsModule, ExperimentsModule],
  controllers: [UseCaseDatasetsController, UseCaseItemsController],
  providers: [UseCaseDatasetsService, UseCaseItemsService],
})
export class UseCasesModule {}
