import { clientIdProblem, decimalProblem, decimalText } from '@assay/shared/http/fields';
import type { TargetAnswer } from '../target-answer';
import { traceIdOf } from '../trace-context';

const MAX_TRACE_ID_BYTES = 512;

/** What an answer says beside its output. */
export interface Facts extends Pick<TargetAnswer, 'tokensInput' | 'tokensOutput' | 'costUsd'> {
  readonly traceId: string | undefined;
}

/** Beside its output an answer may say where its trace is and what it cost; anything of another type is passed over. */
export function factsOf(headers: Readonly<Record<string, string>>, answer: unknown): Facts {
  const members = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
  return {
    traceId:
      traceIdOf(headers.traceparent) ?? usableId(headers['x-trace-id']) ?? usableId(ownMember(members, 'trace_id')),
    tokensInput: tokens(ownMember(members, 'tokens_input')),
    tokensOutput: tokens(ownMember(members, 'tokens_output')),
    costUsd: cost(ownMember(members, 'cost_usd')),
  };
}

function ownMember(members: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function usableId(id: unknown): string | undefined {
  return typeof id === 'string' && clientIdProblem(id, MAX_TRACE_ID_BYTES) === undefined ? id : undefined;
}

function tokens(count: unknown): number | null {
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : null;
}

function cost(amount: unknown): string | null {
  return decimalProblem(amount, { min: '0' }) === undefined ? decimalText(amount) : null;
}
