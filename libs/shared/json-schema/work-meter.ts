import { BASE_WORK, WORK_PER_NODE } from './limits';

/** 32 characters count as a step: some keywords look at each. */
const STRING_SHIFT = 5;

/** A check took more steps than the value and its schema may cost. */
export class TooMuchWorkError extends Error {
  override readonly name = 'TooMuchWorkError';
}

/** Counts the steps of one check at a time; a check is synchronous. */
export class WorkMeter {
  private left = 0;

  /** Runs a check, first with the base allowance, then, when the value is large, with one that grows with it. */
  run<T>(value: unknown, check: () => T): T {
    this.left = BASE_WORK;
    try {
      return check();
    } catch (error) {
      const allowance = error instanceof TooMuchWorkError ? countNodes(value) * WORK_PER_NODE : 0;
      if (allowance <= BASE_WORK) throw error;
      this.left = allowance;
      return check();
    }
  }

  /** Charges steps. @throws {TooMuchWorkError} when none are left */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new TooMuchWorkError('The check took too many steps');
  }

  /**
   * Charges one visit of a schema at a value.
   *
   * @param steps what the schema costs at any value
   * @param stepsPerKey what it costs for each key of an object
   */
  visit(data: unknown, steps: number, stepsPerKey: number): void {
    let total = steps;
    if (typeof data === 'string') total += data.length >> STRING_SHIFT;
    else if (stepsPerKey > 0 && typeof data === 'object' && data !== null && !Array.isArray(data)) {
      total += stepsPerKey * Object.keys(data).length;
    }
    this.spend(total);
  }
}

/** The number of values inside a value, itself included, with long strings counted as several. */
function countNodes(value: unknown): number {
  const waiting = [value];
  let count = 0;
  while (waiting.length > 0) {
    const next = waiting.pop();
    count += typeof next === 'string' ? 1 + (next.length >> STRING_SHIFT) : 1;
    // Not `push(...children)`: a long array has more elements than a call may have arguments.
    if (typeof next === 'object' && next !== null) for (const child of Object.values(next)) waiting.push(child);
  }
  return count;
}
