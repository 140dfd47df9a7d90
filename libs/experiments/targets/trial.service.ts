import { Injectable } from '@nestjs/common';
import type { Caller } from '@assay/shared/auth';
import { newId } from '@assay/shared/ids';
import { rawJson } from '@assay/shared/json';
import type { TargetTrialDto, TryTargetDto } from './dto/trial.dto';
import { settingsOf } from './stored-target';
import { type PreparedTarget, type TargetAnswer, TargetUnusableError } from './target-answer';
import { TargetCaller } from './target-caller';
import type { TargetRow } from './target.repository';
import { TargetsService } from './targets.service';

/** A request waits no longer for a target, whatever its own limit is. */
const MAX_WAIT_MS = 30_000;

/** Calls a target once, for somebody who sets it up. */
@Injectable()
export class TrialService {
  constructor(
    private readonly targets: TargetsService,
    private readonly caller: TargetCaller,
  ) {}

  /** @throws {NotFoundError} for a target that does not exist; a target that fails is an answer */
  async run(caller: Caller, id: string, body: TryTargetDto): Promise<TargetTrialDto> {
    const row = await this.targets.row(caller, id);
    const item = {
      id: newId(),
      input: body.input,
      expectedOutput: body.expected_output ?? null,
      metadata: body.metadata ?? null,
    };
    const timeoutMs = Math.min(settingsOf(row).timeout_ms ?? MAX_WAIT_MS, MAX_WAIT_MS);
    const context = { experimentId: newId(), runId: newId(), timeoutMs };
    return trialDtoOf(await this.answerOf(row, (target) => target.call(item, context)));
  }

  private async answerOf(
    row: TargetRow,
    call: (target: PreparedTarget) => Promise<TargetAnswer>,
  ): Promise<TargetAnswer> {
    try {
      return await call(await this.caller.prepared(row));
    } catch (error) {
      if (!(error instanceof TargetUnusableError)) throw error;
      return { error: { message: error.message, type: 'unusable' }, latencyMs: 0, traceId: null };
    }
  }
}

function trialDtoOf(answer: TargetAnswer): TargetTrialDto {
  const { error } = answer;
  return {
    output: error === undefined ? answer.output : null,
    error: error === undefined ? null : { message: error.message, type: error.type, excerpt: error.excerpt ?? null },
    retryable: answer.retryable ?? false,
    latency_ms: answer.latencyMs,
    trace_id: answer.traceId,
    tokens_input: answer.tokensInput ?? null,
    tokens_output: answer.tokensOutput ?? null,
    cost_usd: answer.costUsd == null ? null : rawJson(answer.costUsd),
  };
}
