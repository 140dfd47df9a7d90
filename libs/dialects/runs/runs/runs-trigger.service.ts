import { Injectable } from '@nestjs/common';
import { type ExecuteDto, NewExecutionService } from '@assay/experiments';
import type { Caller } from '@assay/shared/auth';
import { AppError } from '@assay/shared/errors';
import type { RunsRunDto, TriggerRunDto } from '../dto/run.dto';
import { shownRun } from './runs-history.service';

const SCORER_FIELD = /^scorers\[(\d+)\]/;

function executionOf({ targetId, scorerIds, maxConcurrency, itemIds }: TriggerRunDto): ExecuteDto {
  return {
    target_id: targetId.trim(),
    scorers: (scorerIds ?? []).map((id) => ({ scorer_name: id.trim() })),
    max_concurrency: maxConcurrency,
    item_ids: itemIds,
  };
}

/** The error of a scorer that cannot be used, at the place where this surface names it. */
function asSent(error: unknown, { scorerIds }: TriggerRunDto): unknown {
  if (!(error instanceof AppError)) return error;
  const { field } = error.details;
  const index = typeof field === 'string' ? SCORER_FIELD.exec(field)?.[1] : undefined;
  if (index === undefined) return error;
  const place = `scorerIds[${index}]`;
  const message = `${place} (${scorerIds?.[Number(index)]}): ${error.message.replace(/^scorers\[\d+\][^ :]*:? */, '')}`;
  return new AppError(error.code, message, { ...error.details, field: place }, { cause: error });
}

/** Starts runs: experiments that the server executes. */
@Injectable()
export class RunsTriggerService {
  constructor(private readonly executions: NewExecutionService) {}

  /**
   * Starts a run and answers at once.
   * @throws {NotFoundError} for the dataset, the version or the target
   * @throws {AppError} for scorers and items that cannot be used
   */
  async trigger(caller: Caller, datasetId: string, body: TriggerRunDto): Promise<RunsRunDto> {
    const asked = {
      datasetId,
      datasetVersion: body.version ?? null,
      kind: body.targetType,
      execute: executionOf(body),
    };
    try {
      return shownRun(await this.executions.start(caller, asked));
    } catch (error) {
      throw asSent(error, body);
    }
  }
}
