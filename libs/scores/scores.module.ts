import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanScoring } from '@assay/traces';
import { ScoreEntity } from './entities/score.entity';
import { ScoreTargetRepository } from './score-target.repository';
import { ScoreTargets } from './score-targets';
import { ScoreRepository } from './score.repository';
import { ScoresController } from './scores.controller';
import { ScoresService } from './scores.service';
import { SpanScoringService } from './span-scoring.service';

/** Scores of runs and spans, and the built-in scorers. Global, because ingestion asks for {@link SpanScoring} from below. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ScoreEntity])],
  controllers: [ScoresController],
  providers: [
    ScoreRepository,
    ScoresService,
    ScoreTargetRepository,
    ScoreTargets,
    { provide: SpanScoring, useClass: SpanScoringService },
  ],
  exports: [ScoreRepository, SpanScoring],
})
export class ScoresModule {}
