import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatasetsModule } from '@assay/datasets';
import { ScoresModule } from '@assay/scores';
import { ExperimentEntity } from './entities/experiment.entity';
import { RunEntity } from './entities/run.entity';
import { ExecutionChunkEntity } from './execution/entities/execution-chunk.entity';
import { ExecutionEventEntity } from './execution/entities/execution-event.entity';
import { ExecutionSlotEntity } from './execution/entities/execution-slot.entity';
import { ExecutionEntity } from './execution/entities/execution.entity';
import { ExecutionRepository } from './execution/execution.repository';
import { ExecutionsController } from './execution/executions.controller';
import { NewExecutionService } from './execution/new-execution.service';
import { ExecutionsService } from './execution/executions.service';
import { ExecutionWorker } from './execution/working/execution-worker';
import { GroupRepository } from './execution/working/group.repository';
import { RecordRepository } from './execution/working/record.repository';
import { RecordService } from './execution/working/record.service';
import { SessionMaker } from './execution/working/session-maker';
import { ChunkRepository } from './execution/working/chunk.repository';
import { WorkRepository } from './execution/working/work.repository';
import { ExperimentRepository } from './experiment.repository';
import { ExperimentsController } from './experiments.controller';
import { ExperimentsService } from './experiments.service';
import { HistoryRepository } from './history/history.repository';
import { HistoryService } from './history/history.service';
import { ResultsRepository } from './history/results.repository';
import { ComparisonRepository } from './results/comparison.repository';
import { RegressionRepository } from './results/regression.repository';
import { RegressionsService } from './results/regressions.service';
import { ResultsController } from './results/results.controller';
import { ResultsService } from './results/results.service';
import { SummaryRepository } from './results/summary.repository';
import { RunSubmissionService } from './runs/run-submission.service';
import { RunRepository } from './runs/run.repository';
import { RunsController } from './runs/runs.controller';
import { RunsService } from './runs/runs.service';
import { SubmissionRepository } from './runs/submission.repository';
import { TargetEntity } from './targets/entities/target.entity';
import { ScorerTargets } from './targets/scorer-targets';
import { TargetCaller } from './targets/target-caller';
import { TargetDirectory } from './targets/target-directory';
import { TargetHeaders } from './targets/target-headers';
import { TargetRepository } from './targets/target.repository';
import { TargetsController } from './targets/targets.controller';
import { TargetsService } from './targets/targets.service';
import { TrialService } from './targets/trial.service';

const EXECUTION_ENTITIES = [ExecutionEntity, ExecutionChunkEntity, ExecutionSlotEntity, ExecutionEventEntity];

/** Experiments, their runs, and what the scores of those say. */
@Module({
  imports: [
    DatasetsModule,
    ScoresModule,
    TypeOrmModule.forFeature([ExperimentEntity, RunEntity, TargetEntity, ...EXECUTION_ENTITIES]),
  ],
  controllers: [ExperimentsController, RunsController, ResultsController, TargetsController, ExecutionsController],
  providers: [
    ComparisonRepository,
    ExecutionRepository,
    ExecutionsService,
    ExecutionWorker,
    ExperimentRepository,
    ExperimentsService,
    HistoryRepository,
    HistoryService,
    NewExecutionService,
    RegressionRepository,
    RegressionsService,
    ResultsRepository,
    RecordRepository,
    GroupRepository,
    RecordService,
    ResultsService,
    RunRepository,
    RunSubmissionService,
    RunsService,
    ScorerTargets,
    SessionMaker,
    SubmissionRepository,
    SummaryRepository,
    TargetCaller,
    TargetDirectory,
    TargetHeaders,
    TargetRepository,
    TargetsService,
    TrialService,
    ChunkRepository,
    WorkRepository,
  ],
  exports: [
    ExecutionsService,
    ExperimentsService,
    HistoryService,
    NewExecutionService,
    RegressionsService,
    ResultsService,
    RunSubmissionService,
    RunsService,
    TargetCaller,
    TargetDirectory,
  ],
})
export class ExperimentsModule {}
