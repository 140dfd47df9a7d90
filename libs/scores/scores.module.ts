import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanScoring } from '@assay/traces';
import { ScoreEntity } from './entities/score.entity';
import { ScoreRepository } from './score.repository';
import { SpanScoringService } from './span-scoring.service';

/** Scores of runs and spans, and the built-in scorers. Global, because ingestion asks for {@link SpanScoring} from below. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([ScoreEntity])],
  providers: [ScoreRepository, { provide: SpanScoring, useClass: SpanScoringService }],
  exports: [ScoreRepository, SpanScoring],
})
export class ScoresModule {}
