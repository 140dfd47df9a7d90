import { once } from 'node:events';
import { Readable } from 'node:stream';
import { readUntilLeft } from './read-until-left';

describe('texts whose reader goes away', () => {
  it('end at once, whatever they wait for', async () => {
    const over = new AbortController();
    const ended = Promise.withResolvers<void>();
    async function* texts(): AsyncGenerator<string, void, void> {
      try {
        yield 'first';
        await once(over.signal, 'abort');
      } finally {
        ended.resolve();
      }
    }
    const stream = Readable.from(
      readUntilLeft(texts(), () => over.abort()),
      { highWaterMark: 1 },
    );
    const [first] = (await once(stream, 'data')) as [string];
    expect(first).toBe('first');
    stream.destroy();
    await ended.promise;
  });

  it('are read to their end when it stays', async () => {
    async function* texts(): AsyncGenerator<string, void, void> {
      yield 'a';
      yield await Promise.resolve('b');
    }
    const read: string[] = [];
    for await (const text of readUntilLeft(texts(), () => undefined)) read.push(text);
    expect(read).toEqual(['a', 'b']);
  });
});
