import { JsonPathWorkError } from './json-path-error';
import { MAX_STEPS } from './limits';

/** Counts the steps of one evaluation. */
export class Work {
  private left = MAX_STEPS;

  /** @throws JsonPathWorkError when the evaluation has taken {@link MAX_STEPS} */
  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new JsonPathWorkError('The path takes too much work on a value of this size.');
  }
}
