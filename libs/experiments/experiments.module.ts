import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ScoresModule } from '@assay/scores';
import { ExperimentEntity } from './entities/experiment.entity';
import { RunEntity } from './entities/run.entity';
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
import { TargetCaller } from './targets/target-caller';
import { TargetDirectory } from './targets/target-directory';
import { TargetHeaders } from './targets/target-headers';
import { TargetRepository } from './targets/target.repository';
import { TargetsController } from './targets/targets.controller';
import { TargetsService } from './targets/targets.service';
import { TrialService } from './targets/trial.service';

/** Experiments, their runs, and what the scores of those say. */
@Module({
  imports: [ScoresModule, TypeOrmModule.forFeature([ExperimentEntity, RunEntity, TargetEntity])],
  controllers: [ExperimentsController, RunsController, ResultsController, TargetsController],
  providers: [
    ComparisonRepository,
    ExperimentRepository,
    ExperimentsService,
    HistoryRepository,
    HistoryService,
    RegressionRepository,
    RegressionsService,
    ResultsRepository,
    ResultsService,
    RunRepository,
    RunSubmissionService,
    RunsService,
    SubmissionRepository,
    SummaryRepository,
    TargetCaller,
    TargetDirectory,
    TargetHeaders,
    TargetRepository,
    TargetsService,
    TrialService,
  ],
  exports: [
    ExperimentsService,
    HistoryService,
    RegressionsService,
    ResultsService,
    RunSubmissionService,
    RunsService,
    TargetCaller,
    TargetDirectory,
  ],
})
export class ExperimentsModule {}
