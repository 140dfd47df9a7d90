import { Injectable } from '@nestjs/common';
import { background, type Executor } from '@assay/database';

/** How a gate of this process stands when it asks for calls that it may begin. */
export interface GateQuestion {
  /** Whose provider it is; empty for the operator's. */
  readonly projectId: string;
  /** The gate, in this process. */
  readonly holderId: string;
  /** Its calls that are under way. */
  readonly open: number;
  readonly waiting: number;
  readonly maxConcurrency: number;
  /** 0: no limit. */
  readonly requestsPerMinute: number;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** The end of what is granted, in milliseconds since 1970. */
  readonly untilMs: number;
}

/** What it was granted. */
export interface GateAnswer {
  /** Calls that it may have open; fewer than it has when others are to have their turn. */
  readonly may: number;
  /** How many of the waiting ones were counted as begun, with a limit of a minute. */
  readonly begin: number;
  /** Calls that began in each second of the last minute, by seconds since 1970. */
  readonly begun: Readonly<Record<string, number>>;
}

/** A call counts in the minute of its second: a whole one later than the last moment of that second. */
export const COUNTED_SECONDS = 61;

/** The other gates whose leases have not ended. */
const OTHERS = `
  SELECT COALESCE(jsonb_object_agg(h.key, h.value), '{}') AS holders, count(*)::integer AS gates,
    COALESCE(sum((h.value ->> 'held')::integer), 0)::integer AS held,
    min((h.value ->> 'since')::bigint) FILTER (WHERE (h.value ->> 'waiting')::integer > 0) AS waiting_since
  FROM jsonb_each(g.holders) AS h WHERE h.key <> $2 AND (h.value ->> 'until')::bigint >= $7::bigint`;

/** The calls of the last minute. */
const MINUTE = `
  SELECT COALESCE(jsonb_object_agg(b.key, b.value), '{}') AS begun, COALESCE(sum(b.value::text::integer), 0)::integer AS calls
  FROM jsonb_each(g.begun) AS b WHERE b.key::bigint > $7::bigint / 1000 - ${COUNTED_SECONDS}`;

/**
 * The bounds of what this gate may have open. While others wait it gets its share of the calls at once; what does not
 * divide evenly goes to the gate that has had nothing for the longest time. Of the calls that the minute still allows it
 * then gets its share as well.
 */
const BOUNDS = `
  SELECT m.since,
    CASE WHEN o.waiting_since IS NULL THEN $5::integer
      ELSE $5::integer / (o.gates + 1) + CASE WHEN o.waiting_since < m.since THEN 0 ELSE 1 END END AS share,
    CASE WHEN $6::integer = 0 THEN $4::integer
      WHEN o.waiting_since IS NULL THEN GREATEST(0, $6::integer - b.calls)
      ELSE ceil(GREATEST(0, $6::integer - b.calls) / (o.gates + 1)::numeric)::integer END AS beginnings
  FROM (SELECT COALESCE((g.holders -> $2 ->> 'since')::bigint, $7::bigint) AS since) m`;

const GRANT = `
  SELECT n.may, GREATEST(0, n.may - $3::integer) AS begin FROM (
    SELECT GREATEST(0, LEAST($3::integer + $4::integer, $5::integer - o.held, s.share, $3::integer + s.beginnings)) AS may
  ) n`;

/** The SQL of the calls that providers have open. */
@Injectable()
export class ProviderGateRepository {
  /**
   * Asks for calls and tells what a gate has, in one statement: whatever it is granted is so with respect to all others,
   * for the row is locked while it is reckoned. A gate without calls, open or waiting, is forgotten.
   */
  async ask(executor: Executor, question: GateQuestion): Promise<GateAnswer> {
    for (;;) {
      const answer = await this.askKnown(executor, question);
      if (answer !== undefined) return answer;
      await executor.run(
        background(
          `INSERT INTO provider_gates AS g (project_id, holders, begun) VALUES ($1, '{}', '{}')
           ON CONFLICT (project_id) DO NOTHING`,
        ),
        [question.projectId],
      );
    }
  }

  private async askKnown(executor: Executor, question: GateQuestion): Promise<GateAnswer | undefined> {
    const { rows } = await executor.run<{ may: number | null; begin: number | null; begun: string }>(
      background(`UPDATE provider_gates AS g SET (holders, begun) = (
         SELECT
           o.holders || CASE WHEN $3::integer + $4::integer = 0 THEN '{}' ELSE jsonb_build_object($2::text, jsonb_build_object(
             'may', c.may, 'begin', c.begin, 'held', GREATEST($3::integer, c.may),
             'waiting', GREATEST(0, $3::integer + $4::integer - c.may),
             'since', CASE WHEN c.may > 0 THEN $7::bigint ELSE s.since END, 'until', $8::bigint)) END,
           CASE WHEN $6::integer = 0 THEN '{}' WHEN c.begin = 0 THEN b.begun ELSE b.begun || jsonb_build_object(
             ($7::bigint / 1000)::text, COALESCE((b.begun ->> ($7::bigint / 1000)::text)::integer, 0) + c.begin) END
         FROM (${OTHERS}) o CROSS JOIN (${MINUTE}) b CROSS JOIN LATERAL (${BOUNDS}) s CROSS JOIN LATERAL (${GRANT}) c
       )
       WHERE g.project_id = $1
       RETURNING (g.holders -> $2 ->> 'may')::integer AS may, (g.holders -> $2 ->> 'begin')::integer AS begin, g.begun`),
      [
        question.projectId,
        question.holderId,
        question.open,
        question.waiting,
        question.maxConcurrency,
        question.requestsPerMinute,
        question.nowMs,
        question.untilMs,
      ],
    );
    const [row] = rows;
    return row === undefined ? undefined : { may: row.may ?? 0, begin: row.begin ?? 0, begun: readBegun(row.begun) };
  }
}

/** `jsonb` comes as text. */
function readBegun(text: string): Record<string, number> {
  return JSON.parse(text) as Record<string, number>;
}
