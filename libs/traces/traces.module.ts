import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SpanEntity } from './entities/span.entity';
import { TraceEntity } from './entities/trace.entity';
import { IngestRepository } from './ingest/ingest.repository';
import { IngestService } from './ingest/ingest.service';
import { TraceRepository } from './reading/trace.repository';
import { TracesService } from './reading/traces.service';
import { ReviewQueueController } from './review-queue.controller';
import { ReviewQueueRepository } from './review-queue/review-queue.repository';
import { ReviewQueueService } from './review-queue/review-queue.service';
import { TraceLocator } from './trace-locator';
import { TracesController } from './traces.controller';

/** Ingestion and reading of traces, and the review queue. Needs a provider of `SpanScoring` from above. */
@Module({
  imports: [TypeOrmModule.forFeature([TraceEntity, SpanEntity])],
  controllers: [TracesController, ReviewQueueController],
  providers: [
    IngestRepository,
    IngestService,
    ReviewQueueRepository,
    ReviewQueueService,
    TraceLocator,
    TraceRepository,
    TracesService,
  ],
  exports: [TraceLocator],
})
export class TracesModule {}
