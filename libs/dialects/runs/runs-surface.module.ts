import { Module } from '@nestjs/common';
import { DatasetsModule } from '@assay/datasets';
import { RunsDatasetsController } from './datasets/runs-datasets.controller';
import { RunsDatasetsService } from './datasets/runs-datasets.service';
import { RunsItemsController } from './datasets/runs-items.controller';
import { RunsItemsService } from './datasets/runs-items.service';

/** Datasets and runs in camelCase, at `/api`. */
@Module({
  imports: [DatasetsModule],
  controllers: [RunsDatasetsController, RunsItemsController],
  providers: [RunsDatasetsService, RunsItemsService],
})
export class RunsSurfaceModule {}
