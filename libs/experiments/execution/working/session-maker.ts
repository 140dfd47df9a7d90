import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { prepareScore, type ScoreRequest } from '@assay/scores';
import { AppError } from '@assay/shared/errors';
import { nowIso } from '@assay/shared/time';
import { TARGET_DELETED, TargetUnusableError } from '../../targets/target-answer';
import { TargetCaller } from '../../targets/target-caller';
import { ChunkReader, DatasetGoneError } from './chunk-reader';
import { ChunkRepository, type WorkItem } from './chunk.repository';
import { inMs, LEASE_MS } from './leases';
import { RecordService } from './record.service';
import { Session, type SessionTools } from './session';
import { type WorkOrder, type WorkPlace, WorkRepository } from './work.repository';

/** Makes sessions: reads what an execution is to do, and prepares its target and scorers. */
@Injectable()
export class SessionMaker {
  constructor(
    private readonly database: Database,
    private readonly work: WorkRepository,
    private readonly chunks: ChunkRepository,
    private readonly targets: TargetCaller,
    private readonly records: RecordService,
  ) {}

  /** The work of this process on an attempt; undefined when it is over, or failed because it cannot begin. */
  async make(place: WorkPlace): Promise<Session | undefined> {
    const order = await this.work.enter(this.database, place, nowIso(), inMs(LEASE_MS));
    if (order === undefined) return undefined;
    const tools = await this.prepare(place, order);
    if (tools === undefined) return undefined;
    const reader = new ChunkReader(this.database, this.chunks, place, order.remaining);
    return new Session(place, order, tools, {
      fill: (done, share) => this.fill(place, reader.next(done, share)),
      record: (finished) => this.records.record(place, finished, order.replaces),
    });
  }

  /** Ends an attempt whose target was deleted while it was called. */
  failWithoutTarget(place: WorkPlace): Promise<void> {
    return this.records.fail(place, TARGET_DELETED);
  }

  private async fill(place: WorkPlace, reading: Promise<WorkItem[]>): Promise<WorkItem[]> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof DatasetGoneError)) throw error;
      await this.records.fail(place, error.message);
      return [];
    }
  }

  private async prepare(place: WorkPlace, order: WorkOrder): Promise<SessionTools | undefined> {
    try {
      const target = await this.targets.prepare(place.projectId, order.target_id);
      const scores = (JSON.parse(order.scorers) as ScoreRequest[]).map((request) => prepareScore(request));
      return { target, scores };
    } catch (error) {
      if (!(error instanceof TargetUnusableError) && !(error instanceof AppError)) throw error;
      await this.records.fail(place, error.message);
      return undefined;
    }
  }
}
