import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { prepareScore, type ScoreRequest } from '@assay/scores';
import { AppError } from '@assay/shared/errors';
import { nowIso } from '@assay/shared/time';
import { TargetUnusableError } from '../../targets/target-answer';
import { TargetCaller } from '../../targets/target-caller';
import type { SourcedItem } from './item-source';
import { inMs, LEASE_MS } from './leases';
import { RecordService } from './record.service';
import { Session, type SessionTools } from './session';
import { type Chunk, type WorkOrder, type WorkPlace, WorkRepository } from './work.repository';

/** Makes sessions: reads what an execution is to do, and prepares its target and scorers. */
@Injectable()
export class SessionMaker {
  constructor(
    private readonly database: Database,
    private readonly work: WorkRepository,
    private readonly targets: TargetCaller,
    private readonly records: RecordService,
  ) {}

  /** The work of this process on an attempt; undefined when it is over, or failed because it cannot begin. */
  async make(place: WorkPlace): Promise<Session | undefined> {
    const order = await this.work.enter(this.database, place, nowIso(), inMs(LEASE_MS));
    if (order === undefined) return undefined;
    const tools = await this.prepare(place, order);
    if (tools === undefined) return undefined;
    const items = new ChunkReader(this.database, this.work, this.records, place);
    return new Session(place, order, tools, {
      fill: (done) => items.next(done),
      record: (finished) => this.records.record(place, finished, order.replaces),
    });
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

/** Takes chunks and reads their items, a bounded amount at a time. */
class ChunkReader {
  private chunk: Chunk | undefined;
  private unread: string[] = [];

  constructor(
    private readonly database: Database,
    private readonly work: WorkRepository,
    private readonly records: RecordService,
    private readonly place: WorkPlace,
  ) {}

  async next(done: readonly number[]): Promise<SourcedItem[]> {
    if (this.unread.length === 0) {
      this.chunk = await this.work.takeChunk(this.database, this.place, done, nowIso(), inMs(LEASE_MS));
      this.unread = this.chunk?.item_ids ?? [];
    }
    const { chunk } = this;
    if (chunk === undefined || this.unread.length === 0) return [];
    const items = await this.work.items(this.database, this.place, this.unread);
    if (items.length === 0) {
      await this.records.fail(this.place, 'the dataset was deleted while the experiment was executed');
      return [];
    }
    const read = new Set(items.map(({ id }) => id));
    this.unread = this.unread.filter((id) => !read.has(id));
    return items.map((item) => ({ ...item, position: chunk.position }));
  }
}
