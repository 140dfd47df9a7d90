import { isoMillis } from '@assay/shared/time';
import type { ExecutionDto } from './dto/execution.dto';

const PLAIN = [
  'status',
  'target_id',
  'target_type',
  'target_label',
  'total',
  'succeeded',
  'failed',
  'skipped',
  'max_concurrency',
  'timeout_ms',
  'max_retries',
  'error',
];
const TIMES = ['requested_at', 'started_at', 'completed_at', 'updated_at'] as const;

/** The members of an execution's object, of a row called `x`. */
export const EXECUTION_MEMBERS = [
  ...PLAIN.map((name) => `'${name}', x.${name}`),
  ...TIMES.map((name) => `'${name}', x.${name}::text`),
].join(', ');

/** What the events of an execution called `x` tell about it. */
export const PROGRESS_OF_EXECUTION = `json_build_object('status', x.status, 'total', x.total, 'succeeded', x.succeeded,
  'failed', x.failed, 'skipped', x.skipped, 'error', x.error)`;

/** The execution of an experiment called `e`, as JSON; null when it was never executed. Needs the project as `$1`. */
export const EXECUTION_OF_EXPERIMENT = `(SELECT json_build_object(${EXECUTION_MEMBERS}) FROM executions x
  WHERE x.project_id = $1 AND x.experiment_id = e.id)`;

/** The answer of that JSON. */
export function executionOf(text: string | null): ExecutionDto | null {
  if (text === null) return null;
  const execution = JSON.parse(text) as ExecutionDto;
  for (const name of TIMES) {
    const time = execution[name];
    if (time !== null) execution[name] = isoMillis(time);
  }
  return execution;
}
