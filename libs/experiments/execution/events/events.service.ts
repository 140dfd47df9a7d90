import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import { Jobs } from '@assay/jobs';
import { notFound, ResourceLocator } from '@assay/projects';
import type { Caller } from '@assay/shared/auth';
import { CONFIG, type Config } from '@assay/shared/config';
import { InvalidRequestError, UnavailableError } from '@assay/shared/errors';
import { EventHub } from './event-hub';
import { type EventPage, EventRepository } from './event.repository';
import { eventText, isEnd, textsOf } from './event-text';
import { readUntilLeft } from './read-until-left';

const PAGE_ROWS = 50;
/** Without a notice the tables are looked at this often. */
const POLL_MS = 2_000;
/** A stream is written this often at most: an execution may record hundreds of groups a second. */
const PACE_MS = 100;
/** Streams of one process. */
const MAX_STREAMS = 200;
const RETRY_AFTER_SECONDS = 5;
/** How long a client is to wait before it connects again. */
const RECONNECT_MS = 1_000;
const EVENT_ID = /^\d{1,15}$/;

interface Place {
  readonly projectId: string;
  readonly experimentId: string;
}

/**
 * What happens in an execution, as server-sent events. They are read from the table when the client has taken those
 * before, so a slow one costs no memory, and any process can serve them.
 */
@Injectable()
export class EventsService {
  constructor(
    private readonly database: Database,
    private readonly events: EventRepository,
    private readonly hub: EventHub,
    private readonly locator: ResourceLocator,
    private readonly jobs: Jobs,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * The events after a number, those that are still to come included; ends after `end`.
   * @param lastEventId of the client's last one; all events unless given
   * @throws {NotFoundError} when there is no such experiment
   * @throws {InvalidRequestError} for an id that no event has
   * @throws {UnavailableError} when this process serves as many streams as it may
   */
  async stream(caller: Caller, experimentId: string, lastEventId: string | undefined): Promise<Readable> {
    if (lastEventId !== undefined && lastEventId !== '' && !EVENT_ID.test(lastEventId)) {
      throw new InvalidRequestError('Last-Event-ID must be the id of an event', { field: 'Last-Event-ID' });
    }
    const projectId = await this.locator.projectOf(this.database, caller, 'experiment', experimentId);
    const place = { projectId, experimentId };
    const page = await this.read(place, Number(lastEventId ?? 0));
    if (page === undefined) throw notFound('experiment', experimentId);
    if (this.hub.count >= MAX_STREAMS) throw tooMany();
    const over = new AbortController();
    const texts = this.texts(place, Number(lastEventId ?? 0), over.signal);
    return Readable.from(
      readUntilLeft(texts, () => over.abort()),
      { highWaterMark: 1 },
    );
  }

  private async *texts(place: Place, lastEventId: number, over: AbortSignal): AsyncGenerator<string, void, void> {
    const leave = await this.hub.join();
    const stop = AbortSignal.any([over, this.jobs.stopSignal]);
    try {
      yield `retry: ${RECONNECT_MS}\n\n`;
      yield* this.follow(place, lastEventId, stop);
    } finally {
      leave();
    }
  }

  private async *follow(place: Place, lastEventId: number, stop: AbortSignal): AsyncGenerator<string> {
    let last = lastEventId;
    let sentMs = Date.now();
    while (!stop.aborted) {
      const woken = this.next(place.experimentId, stop);
      const page = await this.read(place, last);
      if (page === undefined) return;
      last = Math.min(last, page.lastSeq);
      for (const row of page.rows) {
        yield textsOf(row, last, page.lastSeq);
        last = row.seq;
        sentMs = Date.now();
      }
      if (isEnd(page.status) && last >= page.lastSeq) {
        if (page.rows.length === 0) yield eventText(last, 'end', JSON.parse(page.current ?? '{}') as object);
        return;
      }
      if (page.rows.length === PAGE_ROWS) continue;
      await woken;
      if (Date.now() - sentMs < this.config.eventHeartbeatMs) continue;
      yield ': still here\n\n';
      sentMs = Date.now();
    }
  }

  /** Settles when there may be more: not before {@link PACE_MS}, and after a while in any case. */
  private async next(experimentId: string, stop: AbortSignal): Promise<void> {
    const waiting = new AbortController();
    const signal = AbortSignal.any([stop, waiting.signal]);
    const forget = this.hub.once(experimentId, () => waiting.abort());
    await delay(PACE_MS, undefined, { signal: stop }).catch(() => undefined);
    const restMs = Math.min(POLL_MS, this.config.eventHeartbeatMs);
    if (!signal.aborted) await delay(restMs, undefined, { signal }).catch(() => undefined);
    forget();
  }

  private read({ projectId, experimentId }: Place, after: number): Promise<EventPage | undefined> {
    return this.events.page(this.database, projectId, experimentId, after, PAGE_ROWS);
  }
}

function tooMany(): UnavailableError {
  return new UnavailableError(
    `this process serves ${MAX_STREAMS} streams of events already; try again`,
    { retry_after_seconds: RETRY_AFTER_SECONDS },
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
