import { Module } from '@nestjs/common';
import { DatasetsModule } from '@assay/datasets';
import { ExperimentsModule } from '@assay/experiments';
import { RunsComparisonsController } from './comparisons/runs-comparisons.controller';
import { RunsComparisonsService } from './comparisons/runs-comparisons.service';
import { RunsDatasetsController } from './datasets/runs-datasets.controller';
import { RunsDatasetsService } from './datasets/runs-datasets.service';
import { RunsItemsController } from './datasets/runs-items.controller';
import { RunsItemsService } from './datasets/runs-items.service';
import { DatasetRunsController } from './runs/dataset-runs.controller';
import { RunsHistoryService } from './runs/runs-history.service';
import { RunsTriggerService } from './runs/runs-trigger.service';
import { RunsByIdController } from './runs/runs.controller';

/** Datasets and runs in camelCase, at `/api`. */
@Module({
  imports: [DatasetsModule, ExperimentsModule],
  controllers: [
    RunsDatasetsController,
    RunsItemsController,
    DatasetRunsController,
    RunsComparisonsController,
    RunsByIdController,
  ],
  providers: [RunsComparisonsService, RunsDatasetsService, RunsHistoryService, RunsItemsService, RunsTriggerService],
})
export class RunsSurfaceModule {}
