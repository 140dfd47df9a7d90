/** The value in the middle of a list, or the mean of the two there. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** The smallest value that `percent` of a list do not exceed (nearest rank). */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? NaN;
}

/** Milliseconds that `work` takes. */
export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Runs the sides in turn, A B A B …, so that a drift of the machine meets all of them; gives the times of each side. */
export async function interleaved(
  rounds: number,
  warmups: number,
  sides: Record<string, (round: number) => Promise<unknown>>,
): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(sides).map((name) => [name, []]));
  for (let round = -warmups; round < rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const spentMs = await timedMs(() => side(round + warmups));
      if (round >= 0) times[name]?.push(spentMs);
    }
  }
  return times;
}
