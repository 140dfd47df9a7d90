import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { Database, Listener, type Subscription } from '@assay/database';
import { Jobs } from '@assay/jobs';
import { describeError } from '@assay/shared/http';
import { newId } from '@assay/shared/ids';
import { Rounds } from '@assay/shared/rounds';
import { nowIso } from '@assay/shared/time';
import { EXECUTION_STOP_CHANNEL } from '../execution.repository';
import { EXECUTION_QUEUE, inMs, type LaneJob, laneJob, LEASE_MS, MAX_LANES, RENEW_MS, SWEEP_MS } from './leases';
import type { Session } from './session';
import { SessionMaker } from './session-maker';
import { type WorkPlace, WorkRepository } from './work.repository';

/** Executions that one process works on at once, in shares. */
const LANES_AT_ONCE = 8;
const MAX_JOB_SECONDS = 12 * 3_600;
/** Calls that are under way when the process stops get this long. */
const STOP_GRACE_MS = 2_500;
/** An execution whose target has no free slot is looked at again after this time. */
const NO_SLOT_MS = 500;
const SLOT_ATTEMPTS = 4;

interface OpenSession {
  readonly session: Session;
  readonly timer: NodeJS.Timeout;
  lanes: number;
}

/** Works on executions: takes the jobs of their lanes, and finds those whose process died. */
@Injectable()
export class ExecutionWorker implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Execution');
  /** This process, in the leases. */
  private readonly workerId = newId();
  private readonly sessions = new Map<string, Promise<OpenSession | undefined>>();
  private readonly sweeps = new Rounds(
    { name: 'Execution', everyMs: SWEEP_MS, failure: 'executions were not looked through' },
    () => this.sweep(),
  );
  private notices: Subscription | undefined;

  constructor(
    private readonly database: Database,
    private readonly listener: Listener,
    private readonly jobs: Jobs,
    private readonly work: WorkRepository,
    private readonly maker: SessionMaker,
  ) {}

  onModuleInit(): void {
    const queue = {
      name: EXECUTION_QUEUE,
      concurrency: LANES_AT_ONCE,
      retryLimit: 5,
      expireInSeconds: MAX_JOB_SECONDS,
    };
    this.jobs.handle<LaneJob>(queue, (job, signal) => this.runLane(job, signal));
  }

  async onApplicationBootstrap(): Promise<void> {
    if (!this.jobs.isWorker) return;
    this.sweeps.start();
    const onNotice = (experimentId: string): void => void this.ended(experimentId);
    this.notices = await this.listener.subscribe(EXECUTION_STOP_CHANNEL, { onNotice });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.sweeps.stop();
    await this.notices?.close();
  }

  /** Sends the jobs of executions that nobody works on any more. Gives their number. */
  async sweep(): Promise<number> {
    const found = await this.work.unattended(this.database, nowIso());
    for (const { project_id: projectId, experiment_id: experimentId, attempt } of found) {
      await this.jobs.send(EXECUTION_QUEUE, ...laneJob(undefined, projectId, experimentId, attempt));
    }
    return found.length;
  }

  /** One share of an execution: some of the slots of its target, for as long as there are items. */
  private async runLane(job: LaneJob, stop: AbortSignal): Promise<void> {
    const place = placeOf(job, this.workerId);
    const open = await this.enter(place);
    if (open === undefined) return;
    try {
      const spreading = job.lane === 0 ? this.spread(job, open.session) : Promise.resolve();
      const ended = await Promise.allSettled([spreading, this.withSlots(open.session, stop)]);
      const failed = ended.find((part) => part.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      await this.leave(place, open, stop);
    }
    if (stop.aborted) throw new Error('the process stops');
  }

  /** The first share of an execution asks for the others. */
  private async spread(job: LaneJob, { order }: Session): Promise<void> {
    const lanes = Math.min(MAX_LANES, order.max_concurrency, order.remaining);
    const sending = Array.from({ length: lanes - 1 }, (_, index) => {
      const sent = laneJob(undefined, job.project_id, job.experiment_id, job.attempt, index + 1);
      return this.jobs.send(EXECUTION_QUEUE, ...sent);
    });
    await Promise.all(sending);
  }

  private async withSlots(session: Session, stop: AbortSignal): Promise<void> {
    const { place, order } = session;
    const share = Math.ceil(order.max_concurrency / Math.min(MAX_LANES, order.max_concurrency));
    const slots = await this.takeSlots(session, share);
    if (slots.length === 0) return this.work.lookAgain(this.database, place, inMs(NO_SLOT_MS));
    const stopping = new AbortController();
    const onStop = (): void =>
      void delay(STOP_GRACE_MS, undefined, { signal: stopping.signal, ref: false }).then(
        () => session.over.abort(),
        () => undefined,
      );
    stop.addEventListener('abort', onStop, { once: true });
    try {
      const ended = await Promise.allSettled(slots.map(() => session.runSlot(stop)));
      const failed = ended.find((slot) => slot.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    } finally {
      stop.removeEventListener('abort', onStop);
      stopping.abort();
      await this.work.freeSlots(this.database, place, order.target_id, slots);
    }
  }

  /** Slots of a target, up to `count`. Others may reach for the same ones at the same moment: who lost tries again. */
  private async takeSlots({ place, order }: Session, count: number): Promise<number[]> {
    const slots: number[] = [];
    for (let attempt = 0; attempt < SLOT_ATTEMPTS && slots.length < count; attempt += 1) {
      const target = { id: order.target_id, limit: order.max_concurrency, count: count - slots.length };
      slots.push(...(await this.work.takeSlots(this.database, place, target, nowIso(), inMs(LEASE_MS))));
    }
    return slots;
  }

  /** The session of an attempt: one for all its lanes in this process. Undefined when the attempt is over. */
  private async enter(place: WorkPlace): Promise<OpenSession | undefined> {
    const key = keyOf(place);
    const opening = this.sessions.get(key) ?? this.openSession(place, key);
    this.sessions.set(key, opening);
    const open = await opening;
    if (open === undefined || open.session.over.signal.aborted) return undefined;
    open.lanes += 1;
    return open;
  }

  private async openSession(place: WorkPlace, key: string): Promise<OpenSession | undefined> {
    try {
      const session = await this.maker.make(place);
      if (session === undefined) {
        this.sessions.delete(key);
        return undefined;
      }
      const timer = setInterval(() => void this.renew(session), RENEW_MS).unref();
      return { session, timer, lanes: 0 };
    } catch (error) {
      this.sessions.delete(key);
      throw error;
    }
  }

  private async leave(place: WorkPlace, open: OpenSession, stop: AbortSignal): Promise<void> {
    open.lanes -= 1;
    if (open.lanes > 0) return;
    this.sessions.delete(keyOf(place));
    clearInterval(open.timer);
    if (stop.aborted) await this.work.freeChunks(this.database, place);
    if (stop.aborted) await this.work.lookAgain(this.database, place, nowIso());
  }

  private async renew(session: Session): Promise<void> {
    const nowMs = Date.now();
    try {
      const { place, order } = session;
      const renewal = await this.work.renew(this.database, place, order.target_id, inMs(LEASE_MS));
      if (renewal.is_active && renewal.has_target) return session.renewed(nowMs);
      session.over.abort();
      if (renewal.is_active) await this.maker.failWithoutTarget(place);
    } catch (error) {
      this.logger.warn({ message: 'the leases of an execution were not renewed', err: describeError(error) });
    }
  }

  /** An execution was cancelled, or failed: what this process does for it ends. */
  private async ended(experimentId: string): Promise<void> {
    for (const opening of this.sessions.values()) {
      const open = await opening.catch(() => undefined);
      if (open?.session.place.experimentId === experimentId) await this.renew(open.session);
    }
  }
}

function placeOf(job: LaneJob, workerId: string): WorkPlace {
  return { projectId: job.project_id, experimentId: job.experiment_id, attempt: job.attempt, workerId };
}

function keyOf({ experimentId, attempt }: WorkPlace): string {
  return `${experimentId} ${attempt}`;
}
