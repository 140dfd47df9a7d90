let wallMinusMonotonicMs = Date.now() - performance.now();

/**
 * The present as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, microseconds included.
 *
 * `Date` has milliseconds only, and `performance` has the fraction but does not follow a wall clock that is set. So the
 * fraction comes from the latter, tied anew to the former whenever the two part by a millisecond.
 */
export function nowIso(): string {
  const wallMs = Date.now();
  let preciseMs = wallMinusMonotonicMs + performance.now();
  if (preciseMs < wallMs || preciseMs >= wallMs + 1) {
    wallMinusMonotonicMs = wallMs - performance.now();
    preciseMs = wallMs;
  }
  const micros = Math.floor((preciseMs - wallMs) * 1000);
  return `${new Date(wallMs).toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`;
}
