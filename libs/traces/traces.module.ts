import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SearchPendingEntity } from './entities/search-pending.entity';
import { SpanSearchEntity } from './entities/span-search.entity';
import { SpanEntity } from './entities/span.entity';
import { TraceEntity } from './entities/trace.entity';
import { ExportLines } from './export/export-lines';
import { ExportRepository } from './export/export.repository';
import { ExportService } from './export/export.service';
import { ExportController } from './export.controller';
import { IngestRepository } from './ingest/ingest.repository';
import { IngestService } from './ingest/ingest.service';
import { SpanStore } from './ingest/span-store';
import { TraceListRepository } from './listing/trace-list.repository';
import { TraceListService } from './listing/trace-list.service';
import { OtlpController } from './otlp/otlp.controller';
import { OtlpService } from './otlp/otlp.service';
import { OtlpStore } from './otlp/otlp-store';
import { SpanPages } from './reading/span-pages';
import { SpanRepository } from './reading/span.repository';
import { TraceReader } from './reading/trace-reader';
import { TraceRepository } from './reading/trace.repository';
import { TracesService } from './reading/traces.service';
import { ExpiredTracesRepository } from './retention/expired-traces.repository';
import { RetentionPass } from './retention/retention-pass';
import { ReviewQueueController } from './review-queue.controller';
import { ReviewQueueRepository } from './review-queue/review-queue.repository';
import { ReviewQueueService } from './review-queue/review-queue.service';
import { PairBackfill } from './search/pair-backfill';
import { SearchIndexRepository } from './search/search-index.repository';
import { SearchIndexer } from './search/search-indexer';
import { SessionRepository } from './sessions/session.repository';
import { SessionsService } from './sessions/sessions.service';
import { SessionsController } from './sessions.controller';
import { TraceLocator } from './trace-locator';
import { TracesController } from './traces.controller';

/** Ingestion, reading and search of traces, sessions, and the review queue. Needs a provider of `SpanScoring` from above. */
@Module({
  imports: [TypeOrmModule.forFeature([TraceEntity, SpanEntity, SpanSearchEntity, SearchPendingEntity])],
  controllers: [TracesController, ExportController, OtlpController, ReviewQueueController, SessionsController],
  providers: [
    ExportLines,
    ExportRepository,
    ExportService,
    ExpiredTracesRepository,
    IngestRepository,
    IngestService,
    OtlpService,
    OtlpStore,
    PairBackfill,
    RetentionPass,
    ReviewQueueRepository,
    ReviewQueueService,
    SearchIndexer,
    SearchIndexRepository,
    SessionRepository,
    SessionsService,
    SpanPages,
    SpanRepository,
    SpanStore,
    TraceListRepository,
    TraceListService,
    TraceLocator,
    TraceReader,
    TraceRepository,
    TracesService,
  ],
  exports: [RetentionPass, SearchIndexer, TraceLocator],
})
export class TracesModule {}
