import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';
import type { ExecutionStatus } from '../entities/execution.entity';
import { PROGRESS_OF_EXECUTION } from '../execution-of-row';

/** The events of one transaction, as stored. */
export interface EventRow {
  /** The number of the last one; those of its items come right before. */
  readonly seq: number;
  /** JSON text of `{items, execution}`. */
  readonly body: string;
}

/** Some events of an experiment, and how far its execution is. */
export interface EventPage {
  readonly rows: EventRow[];
  /** Null when it was never executed. */
  readonly status: ExecutionStatus | null;
  readonly lastSeq: number;
  /** JSON text of what an event tells of the execution now. */
  readonly current: string | null;
}

interface Row {
  status: ExecutionStatus | null;
  event_seq: number | null;
  current: string | null;
  /** Null, as the body, in the only row of a page without events. */
  seq: number | null;
  body: string | null;
}

/** The SQL of events. */
@Injectable()
export class EventRepository {
  /** Up to `count` rows of events after a number, oldest first; undefined when there is no such experiment. */
  async page(
    executor: Executor,
    projectId: string,
    experimentId: string,
    afterSeq: number,
    count: number,
  ): Promise<EventPage | undefined> {
    const { rows } = await executor.run<Row>(
      background(`SELECT x.status, x.event_seq, CASE WHEN x.status IS NOT NULL THEN ${PROGRESS_OF_EXECUTION} END AS current, v.seq, v.body
       FROM experiments e
       LEFT JOIN executions x ON x.project_id = $1 AND x.experiment_id = e.id
       LEFT JOIN LATERAL (
         SELECT v.seq, v.body FROM execution_events v
         WHERE v.project_id = $1 AND v.experiment_id = e.id AND v.seq > $3::bigint ORDER BY v.seq LIMIT $4
       ) v ON true
       WHERE e.project_id = $1 AND e.id = $2::uuid ORDER BY v.seq`),
      [projectId, experimentId, afterSeq, count],
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    return {
      rows: rows.flatMap(({ seq, body }) => (seq === null || body === null ? [] : [{ seq, body }])),
      status: first.status,
      lastSeq: first.event_seq ?? 0,
      current: first.current,
    };
  }
}
