import { Logger } from '@nestjs/common';
import { Rounds } from './rounds';

const EVERY_MS = 5;

/** Rounds whose `work` is told when each begins. */
function rounds(work: (number: number) => Promise<unknown>): Rounds {
  let begun = 0;
  return new Rounds({ name: 'Test', everyMs: EVERY_MS, failure: 'nothing was done' }, () => work((begun += 1)));
}

describe('rounds', () => {
  it('come again and again, one at a time, until the stop, which waits for the one that goes on', async () => {
    const third = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    let [active, most, ended] = [0, 0, 0];
    const made = rounds(async (number) => {
      active += 1;
      most = Math.max(most, active);
      if (number === 3) {
        third.resolve();
        await release.promise;
      }
      active -= 1;
      ended += 1;
    });
    made.start();
    await third.promise;
    expect(made.isStopping).toBe(false);
    const stopped = made.stop();
    expect([made.isStopping, ended]).toEqual([true, 2]);
    release.resolve();
    await stopped;
    expect([most, ended, active]).toEqual([1, 3, 0]);
  });

  it('that fail are said in the log, without what the error says, and the next one comes', async () => {
    const warnings: unknown[] = [];
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation((line: unknown) => void warnings.push(line));
    const second = Promise.withResolvers<void>();
    const made = rounds(async (number) => {
      if (number === 1) throw new Error('a secret');
      second.resolve();
    });
    made.start();
    await second.promise;
    await made.stop();
    warn.mockRestore();
    expect(warnings).toMatchObject([{ message: 'nothing was done', err: { type: 'Error' } }]);
    expect(JSON.stringify(warnings)).not.toContain('secret');
  });

  it('rest until the stop at the longest', async () => {
    const resting = Promise.withResolvers<void>();
    const made = rounds(async () => {
      resting.resolve();
      await made.rest(3_600_000);
    });
    made.start();
    await resting.promise;
    await made.stop();
    await made.rest(3_600_000);
    expect(made.isStopping).toBe(true);
  });
});
