import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanScoring } from '@assay/traces';
import { BackgroundScores } from './background/background-scores';
import { ScoreTaskRepository } from './background/score-task.repository';
import { ScoreWorker } from './background/score-worker';
import { ScoringErrorRepository } from './background/scoring-error.repository';
import { ScoringErrorsController } from './background/scoring-errors.controller';
import { ScoringErrorsService } from './background/scoring-errors.service';
import { TaskMaker } from './background/task-maker';
import { TaskSettlement } from './background/task-settlement';
import { JudgeAnswerEntity } from './entities/judge-answer.entity';
import { ScoreTaskEntity } from './entities/score-task.entity';
import { ScoreEntity } from './entities/score.entity';
import { ScoringErrorEntity } from './entities/scoring-error.entity';
import { Judge } from './judge/judge';
import { JudgeAnswersRepository } from './judge/judge-answers.repository';
import { ScoreTargetRepository } from './score-target.repository';
import { ScoreTargets } from './score-targets';
import { ScoreRepository } from './score.repository';
import { ScoresController } from './scores.controller';
import { ScoresService } from './scores.service';
import { SpanScoringService } from './span-scoring.service';

/** Scores of runs and spans, and the built-in scorers. Global, because ingestion asks for {@link SpanScoring} from below. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ScoreEntity, ScoreTaskEntity, ScoringErrorEntity, JudgeAnswerEntity])],
  controllers: [ScoresController, ScoringErrorsController],
  providers: [
    BackgroundScores,
    Judge,
    JudgeAnswersRepository,
    ScoreRepository,
    ScoresService,
    ScoreTaskRepository,
    ScoreTargetRepository,
    ScoreTargets,
    ScoreWorker,
    ScoringErrorRepository,
    ScoringErrorsService,
    TaskMaker,
    TaskSettlement,
    { provide: SpanScoring, useClass: SpanScoringService },
  ],
  exports: [BackgroundScores, ScoreRepository, ScoringErrorRepository, SpanScoring],
})
export class ScoresModule {}
