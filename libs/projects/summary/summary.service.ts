import { Injectable } from '@nestjs/common';
import { Database } from '@assay/database';
import type { Caller } from '@assay/shared/auth';
import { projectIdProblem } from '@assay/shared/http/fields';
import { rawJson } from '@assay/shared/json';
import { isoMillis, nowIso } from '@assay/shared/time';
import { notFound } from '../resource-locator';
import type { CompletedExperimentDto, ProjectSummaryDto, TraceWindowDto } from './summary.dto';
import { SummaryRepository, type SummaryRow } from './summary.repository';

const RATE_SCALE = 1_000;

function windowOf(count: number, errorCount: number, averageMs: number | null): TraceWindowDto {
  // Multiplied first: whole numbers round exactly at the half.
  const rate = count === 0 ? 0 : Math.round((errorCount * RATE_SCALE) / count) / RATE_SCALE;
  return { count, error_count: errorCount, error_rate: rate, avg_duration_ms: averageMs };
}

function lastCompleted(row: SummaryRow): CompletedExperimentDto | null {
  if (row.last_id === null || row.last_completed_at === null) return null;
  return {
    id: row.last_id,
    name: row.last_name ?? '',
    completed_at: isoMillis(row.last_completed_at),
    mean_scores: rawJson(row.last_means ?? '{}'),
  };
}

/** What goes on in a project, at a glance. */
@Injectable()
export class SummaryService {
  constructor(
    private readonly database: Database,
    private readonly summaries: SummaryRepository,
  ) {}

  /** @throws {NotFoundError} for a project that is not there or not for this token */
  async find(caller: Caller, projectId: string): Promise<ProjectSummaryDto> {
    caller.mustSee(projectId);
    const possible = projectIdProblem(projectId) === undefined;
    const row = possible ? await this.summaries.find(this.database, projectId, nowIso()) : undefined;
    if (row === undefined) throw notFound('project', projectId);
    return {
      project_id: projectId,
      traces: {
        last_24h: windowOf(row.day_count, row.day_errors, row.day_duration_ms),
        last_7d: windowOf(row.week_count, row.week_errors, row.week_duration_ms),
      },
      experiments: {
        created_count: row.created,
        running_count: row.running,
        completed_count: row.completed,
        most_recent_completed: lastCompleted(row),
      },
      queue: { pending_count: row.pending, annotated_count: row.annotated },
    };
  }
}
