import { Injectable } from '@nestjs/common';
import type { Executor } from '@assay/database';

/** Traces of a day and a week, entries of the queue, experiments by status, and the last completed one (`last_*`). */
export interface SummaryRow {
  day_count: number;
  day_errors: number;
  day_duration_ms: number | null;
  week_count: number;
  week_errors: number;
  week_duration_ms: number | null;
  pending: number;
  annotated: number;
  created: number;
  running: number;
  completed: number;
  last_id: string | null;
  last_name: string | null;
  last_completed_at: string | null;
  /** JSON text: scorer to mean. */
  last_means: string | null;
}

/** The SQL of project summaries. */
@Injectable()
export class SummaryRepository {
  /**
   * The numbers of a project at a moment, in one statement; undefined when there is no such project.
   * @param at end of the windows, as `nowIso()` gives it
   */
  async find(executor: Executor, projectId: string, at: string): Promise<SummaryRow | undefined> {
    const { rows } = await executor.run<SummaryRow>(
      `SELECT w.*, q.*, n.*, l.*
       FROM projects p
       CROSS JOIN (
         SELECT count(*) FILTER (WHERE r.in_day) AS day_count,
                count(*) FILTER (WHERE r.in_day AND r.error_count > 0) AS day_errors,
                round(avg(r.root_duration_ms) FILTER (WHERE r.in_day)::numeric)::bigint AS day_duration_ms,
                count(*) AS week_count,
                count(*) FILTER (WHERE r.error_count > 0) AS week_errors,
                round(avg(r.root_duration_ms)::numeric)::bigint AS week_duration_ms
         FROM (
           SELECT t.error_count, t.root_duration_ms, t.created_at > $2::timestamptz - interval '24 hours' AS in_day
           FROM traces t
           WHERE t.project_id = $1 AND t.created_at > $2::timestamptz - interval '7 days' AND t.created_at <= $2::timestamptz
         ) r
       ) w
       CROSS JOIN (
         SELECT count(*) FILTER (WHERE t.annotation_count = 0) AS pending,
                count(*) FILTER (WHERE t.annotation_count > 0) AS annotated
         FROM traces t WHERE t.project_id = $1 AND t.queued_at IS NOT NULL
       ) q
       CROSS JOIN (
         SELECT count(*) FILTER (WHERE e.status = 'created') AS created,
                count(*) FILTER (WHERE e.status = 'running') AS running,
                count(*) FILTER (WHERE e.status = 'completed') AS completed
         FROM experiments e WHERE e.project_id = $1
       ) n
       LEFT JOIN LATERAL (
         SELECT e.id AS last_id, e.name AS last_name, e.completed_at AS last_completed_at, (
           SELECT json_object_agg(m.scorer_name, m.mean ORDER BY m.scorer_name)
           FROM (
             SELECT s.scorer_name, trim_scale(round(avg(s.numeric_value), 6)) AS mean
             FROM scores s
             WHERE s.project_id = $1 AND s.experiment_id = e.id AND s.numeric_value IS NOT NULL
             GROUP BY s.scorer_name
           ) m
         ) AS last_means
         FROM experiments e
         WHERE e.project_id = $1 AND e.completed_at IS NOT NULL
         ORDER BY e.completed_at DESC, e.id DESC LIMIT 1
       ) l ON true
       WHERE p.id = $1`,
      [projectId, at],
    );
    return rows[0];
  }
}
