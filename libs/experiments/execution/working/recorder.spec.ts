import { Recorder } from './recorder';

const quick = (groups: string[][]) => (group: string[]) => {
  groups.push(group);
  return Promise.resolve();
};
const sizeOf = (text: string): number => text.length;

describe('results that are recorded', () => {
  it('at once when no other is expected', async () => {
    const groups: string[][] = [];
    await new Recorder(quick(groups), sizeOf, () => false).record('a');
    expect(groups).toEqual([['a']]);
  });

  it('together when they come at the same time', async () => {
    const groups: string[][] = [];
    const recorder = new Recorder(quick(groups), sizeOf, () => true);
    await Promise.all(['a', 'b', 'c'].map((text) => recorder.record(text)));
    expect(groups).toEqual([['a', 'b', 'c']]);
  });

  it('without those that others were waited for, when these end without a result', async () => {
    const groups: string[][] = [];
    await new Recorder(quick(groups), sizeOf, () => true).record('a');
    expect(groups).toEqual([['a']]);
  });

  it('in the next group when they come while one is stored', async () => {
    const groups: string[][] = [];
    const held = Promise.withResolvers<void>();
    const store = (group: string[]): Promise<void> => (groups.push(group) === 1 ? held.promise : Promise.resolve());
    const recorder = new Recorder(store, sizeOf, () => false);
    const first = recorder.record('a');
    await Promise.resolve();
    const later = ['b', 'c'].map((text) => recorder.record(text));
    held.resolve();
    await Promise.all([first, ...later]);
    expect(groups).toEqual([['a'], ['b', 'c']]);
  });

  it('with those of the calls that begin when a group is recorded', async () => {
    const groups: string[][] = [];
    const held = Promise.withResolvers<void>();
    let calls = 1;
    const store = (group: string[]): Promise<void> => (groups.push(group) === 1 ? held.promise : Promise.resolve());
    const recorder = new Recorder(store, sizeOf, () => calls > 0);
    const finish = (text: string): Promise<void> => {
      calls -= 1;
      return recorder.record(text);
    };
    const first = finish('a').then(() => (calls += 1));
    calls += 1;
    await Promise.resolve();
    const early = finish('b');
    held.resolve();
    await first;
    await Promise.all([early, finish('c')]);
    expect(groups).toEqual([['a'], ['b', 'c']]);
  });

  it('in several groups when they are many or large', async () => {
    const groups: string[][] = [];
    const recorder = new Recorder(quick(groups), sizeOf, () => true);
    await Promise.all(Array.from({ length: 450 }, () => recorder.record('a')));
    expect(groups.map((group) => group.length)).toEqual([200, 200, 50]);
    groups.length = 0;
    const large = 'x'.repeat(9_000_000);
    await Promise.all(['a', large, 'b', large, large].map((text) => recorder.record(text)));
    expect(groups.map((group) => group.map((text) => text.length))).toEqual([
      [1, 9_000_000, 1],
      [9_000_000],
      [9_000_000],
    ]);
  });

  it('or not: each of a group that fails is told, and the next one is tried', async () => {
    let isAway = true;
    const store = (): Promise<void> => (isAway ? Promise.reject(new Error('away')) : Promise.resolve());
    const recorder = new Recorder(store, sizeOf, () => false);
    const told = await Promise.allSettled(['a', 'b'].map((text) => recorder.record(text)));
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isAway = false;
    await expect(recorder.record('c')).resolves.toBeUndefined();
  });
});
