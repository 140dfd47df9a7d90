/**
 * Texts of which the reader may go away while the next one is waited for. A generator alone would learn of it only when that
 * has come.
 * @param onLeft is called when nobody reads any more, at once
 */
export function readUntilLeft(texts: AsyncGenerator<string, void, void>, onLeft: () => void): AsyncIterable<string> {
  const iterator: AsyncIterator<string, void> = {
    next: () => texts.next(),
    return: () => {
      onLeft();
      return texts.return();
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
