import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authenticated, Caller, CurrentCaller } from '@assay/shared/auth';
import { Documented } from '@assay/shared/http';
import { ProjectSummaryDto } from './summary.dto';
import { SummaryService } from './summary.service';

const EXAMPLE = {
  project_id: 'proj-1',
  traces: {
    last_24h: { count: 120, error_count: 3, error_rate: 0.025, avg_duration_ms: 840 },
    last_7d: { count: 910, error_count: 14, error_rate: 0.015, avg_duration_ms: 812 },
  },
  experiments: {
    created_count: 1,
    running_count: 2,
    completed_count: 5,
    most_recent_completed: {
      id: '019a0c3e-7b1d-7c55-8f0e-3d8a4a1f2b6c',
      name: 'gpt-4o-baseline',
      completed_at: '2026-02-21T22:00:00.000Z',
      mean_scores: { exact_match: 0.82 },
    },
  },
  queue: { pending_count: 4, annotated_count: 7 },
};

/** What goes on in a project. Any key of the project may read it. */
@ApiTags('Projects')
@Authenticated()
@Controller('v1/projects')
export class SummaryController {
  constructor(private readonly summaries: SummaryService) {}

  @Get(':id/summary')
  @Documented({
    summary: 'Summarise a project: recent traces, experiments, review queue',
    status: 200,
    answers: ProjectSummaryDto,
    example: EXAMPLE,
    params: { id: 'The id of the project.' },
  })
  find(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<ProjectSummaryDto> {
    return this.summaries.find(caller, id);
  }
}
