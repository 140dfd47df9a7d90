import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanScoring, SpanSelector } from '@assay/traces';
import { AssertionGroupRepository } from './assertions/assertion-group.repository';
import { AssertionSettlement } from './assertions/assertion-settlement';
import { BackgroundScores } from './background/background-scores';
import { ScoreTaskRepository } from './background/score-task.repository';
import { ScoreWorker } from './background/score-worker';
import { ScoringErrorRepository } from './background/scoring-error.repository';
import { ProjectScoringErrorsController } from './background/project-scoring-errors.controller';
import { ScoringErrorsController } from './background/scoring-errors.controller';
import { ScoringErrorsService } from './background/scoring-errors.service';
import { TaskMaker } from './background/task-maker';
import { TaskSettlement } from './background/task-settlement';
import { BatchTargets } from './batches/batch-targets';
import { ScoreBatchRepository } from './batches/score-batch.repository';
import { ScoreBatchesController } from './batches/score-batches.controller';
import { ScoreBatchesService } from './batches/score-batches.service';
import { AssertionGroupEntity } from './entities/assertion-group.entity';
import { JudgeAnswerEntity } from './entities/judge-answer.entity';
import { RulePendingEntity } from './entities/rule-pending.entity';
import { RuleSpanEntity } from './entities/rule-span.entity';
import { ScoreBatchEntity } from './entities/score-batch.entity';
import { ScoreTaskEntity } from './entities/score-task.entity';
import { ScoreEntity } from './entities/score.entity';
import { ScoreUsageEntity } from './entities/score-usage.entity';
import { ScoreUsageRepository } from './usage/score-usage.repository';
import { ScorerEntity } from './entities/scorer.entity';
import { ScoringErrorEntity } from './entities/scoring-error.entity';
import { ScoringRuleEntity } from './entities/scoring-rule.entity';
import { Judge } from './judge/judge';
import { ScoreComputer } from './judge/score-computer';
import { JudgeAnswersRepository } from './judge/judge-answers.repository';
import { RuleFeedRepository } from './rules/rule-feed.repository';
import { RuleRunner } from './rules/rule-runner';
import { ScoringRuleRepository } from './rules/scoring-rule.repository';
import { ScoringRulesController } from './rules/scoring-rules.controller';
import { ScoringRulesService } from './rules/scoring-rules.service';
import { NamedScorers } from './named/named-scorers';
import { ScorerRepository } from './named/scorer.repository';
import { ScorersController } from './named/scorers.controller';
import { ScorersService } from './named/scorers.service';
import { ScoreTargetRepository } from './score-target.repository';
import { ScoreTargets } from './score-targets';
import { ScoreRepository } from './score.repository';
import { ScoresController } from './scores.controller';
import { ScoresService } from './scores.service';
import { SpanScoringService } from './span-scoring.service';

/** Scores of runs and spans, and the built-in scorers. Global, because ingestion asks for {@link SpanScoring} from below. */
@Global()
@Module({
  imports: [
    TypeOrmModule.forFeature([
      ScoreEntity,
      ScoreUsageEntity,
      ScoreTaskEntity,
      ScoringErrorEntity,
      JudgeAnswerEntity,
      ScorerEntity,
      AssertionGroupEntity,
      ScoreBatchEntity,
      ScoringRuleEntity,
      RuleSpanEntity,
      RulePendingEntity,
    ]),
  ],
  controllers: [
    ScorersController,
    ScoreBatchesController,
    ScoresController,
    ProjectScoringErrorsController,
    ScoringErrorsController,
    ScoringRulesController,
  ],
  providers: [
    AssertionGroupRepository,
    AssertionSettlement,
    BackgroundScores,
    BatchTargets,
    Judge,
    JudgeAnswersRepository,
    RuleFeedRepository,
    RuleRunner,
    ScoreBatchRepository,
    ScoreComputer,
    ScoreBatchesService,
    NamedScorers,
    ScorerRepository,
    ScorersService,
    ScoreRepository,
    ScoresService,
    ScoreTaskRepository,
    ScoreTargetRepository,
    ScoreTargets,
    ScoreUsageRepository,
    ScoreWorker,
    ScoringErrorRepository,
    ScoringErrorsService,
    ScoringRuleRepository,
    ScoringRulesService,
    SpanSelector,
    TaskMaker,
    TaskSettlement,
    { provide: SpanScoring, useClass: SpanScoringService },
  ],
  exports: [BackgroundScores, NamedScorers, ScoreComputer, ScoreRepository, ScoringErrorRepository, SpanScoring],
})
export class ScoresModule {}
