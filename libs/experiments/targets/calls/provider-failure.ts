import { ProviderError } from '@assay/providers';
import { ScorerUnavailableError } from '@assay/shared/errors';
import type { TargetAnswer } from '../target-answer';

/** A call of a model that failed, as the answer of a target. @throws what is not the provider's fault */
export function providerFailure(error: unknown): Pick<TargetAnswer, 'error' | 'retryable' | 'retryAfterMs'> {
  if (error instanceof ProviderError) {
    const { message, kind, excerpt, retryable, retryAfterMs } = error;
    return { error: { message, type: kind, excerpt }, retryable: retryable || kind === 'aborted', retryAfterMs };
  }
  if (error instanceof ScorerUnavailableError) {
    return { error: { message: error.message, type: 'unusable' }, retryable: false };
  }
  throw error;
}
