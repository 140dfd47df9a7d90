import type { WorkItem } from './chunk.repository';
import { ItemSource } from './item-source';

const items = (...ids: string[]): WorkItem[] => ids.map((id) => ({ id }) as WorkItem);

/** Gives batches one after another, then nothing, and counts how often it is asked. */
function fillOf(...batches: (WorkItem[] | Error)[]): { fill: () => Promise<WorkItem[]>; asked: () => number } {
  let asked = 0;
  const fill = (): Promise<WorkItem[]> => {
    const batch = batches[asked] ?? [];
    asked += 1;
    return batch instanceof Error ? Promise.reject(batch) : Promise.resolve(batch);
  };
  return { fill, asked: () => asked };
}

describe('the items that a process took', () => {
  it('are each given once, to many who ask at once, and then there are none', async () => {
    const { fill } = fillOf(items('a', 'b'), items('c'));
    const source = new ItemSource(fill, () => 1);
    const given = await Promise.all(Array.from({ length: 5 }, () => source.next()));
    expect(given.map((item) => item?.id)).toEqual(['a', 'b', 'c', undefined, undefined]);
    expect(await source.next()).toBeUndefined();
  });

  it('are not more than its own slots will soon need', async () => {
    const { fill, asked } = fillOf(items('a', 'b', 'c', 'd'), items('e'));
    const source = new ItemSource(fill, () => 2);
    await source.next();
    await source.next();
    expect(asked()).toBe(1);
    await source.next();
    expect(asked()).toBe(2);
  });

  it('that could not be taken ahead are asked for again', async () => {
    const { fill } = fillOf(items('a'), new Error('away'), items('b'));
    const source = new ItemSource(fill, () => 1);
    expect((await source.next())?.id).toBe('a');
    expect((await source.next())?.id).toBe('b');
  });

  it('that cannot be taken are an error of who asks, and of nobody else', async () => {
    const { fill } = fillOf(new Error('away'), items('a'));
    const source = new ItemSource(fill, () => 1);
    await expect(source.next()).rejects.toThrow('away');
    expect((await source.next())?.id).toBe('a');
  });
});
