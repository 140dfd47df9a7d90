import { type OutboundAnswer, OutboundError, retryAfterMs } from '@assay/shared/outbound';
import { ProviderError, type ProviderErrorKind } from './provider-error';

/** The error of an answer that is none of success. */
export function statusError(answer: OutboundAnswer): ProviderError {
  const { status } = answer;
  const kind = kindOf(status);
  const advice = ADVICE[status];
  const message = `the provider answered ${status}${advice === undefined ? '' : `: ${advice}`}`;
  const wait = kind === 'rate_limited' || kind === 'server' ? answer.headers['retry-after'] : undefined;
  return new ProviderError(kind, message, {
    excerpt: answer.body.toString('utf8'),
    retryAfterMs: retryAfterMs(wait, Date.now()),
  });
}

const ADVICE: Record<number, string | undefined> = {
  401: 'check its API key',
  403: 'its API key may not do this',
  404: 'check its base URL and the model',
  429: 'too many requests, or the account is used up',
};

/** What may pass: too many requests, a conflict or time-out, and anything that is the server's fault. */
function kindOf(status: number): ProviderErrorKind {
  if (status === 429) return 'rate_limited';
  return status === 408 || status === 409 || status === 425 || status >= 500 ? 'server' : 'rejected';
}

/** A call without a whole answer, in a provider's terms. */
export function callError(error: unknown): unknown {
  if (!(error instanceof OutboundError)) return error;
  const excerpt = error.partial?.body.toString('utf8');
  return new ProviderError(error.kind, `the provider could not be asked: ${error.message}`, { excerpt, cause: error });
}
