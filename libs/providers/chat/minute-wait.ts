import type { GateGrant } from './gate-ledger';
import { COUNTED_SECONDS } from './provider-gate.repository';

/**
 * How long until the limit of a minute lets a call begin, in milliseconds; 0 when it would now.
 * @param place how many calls begin before it
 */
export function minuteWaitMs(
  { begun, nowMs }: Pick<GateGrant, 'begun' | 'nowMs'>,
  requestsPerMinute: number,
  place: number,
): number {
  const seconds = Object.entries(begun).map(([second, calls]) => ({ second: Number(second), calls }));
  let excess = seconds.reduce((sum, { calls }) => sum + calls, 0) + place + 1 - requestsPerMinute;
  if (excess <= 0) return 0;
  for (const { second, calls } of seconds.toSorted((a, b) => a.second - b.second)) {
    excess -= calls;
    if (excess <= 0) return Math.max(1, (second + COUNTED_SECONDS) * 1_000 - nowMs);
  }
  // More calls wait than a minute lets through: another one, at least.
  return COUNTED_SECONDS * 1_000;
}
