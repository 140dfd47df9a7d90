import { LineSplitter } from './line-splitter';

describe('LineSplitter', () => {
  function split(chunks: Buffer[], maxBytes: number): [number, string | undefined][] {
    const lines: [number, string | undefined][] = [];
    const splitter = new LineSplitter(maxBytes, (line, number) => lines.push([number, line?.toString('latin1')]));
    for (const chunk of chunks) splitter.push(chunk);
    splitter.end();
    return lines;
  }
  const inPieces = (text: string, bytes: number): Buffer[] => {
    const whole = Buffer.from(text, 'latin1');
    const pieces: Buffer[] = [];
    for (let from = 0; from < whole.length; from += bytes) pieces.push(whole.subarray(from, from + bytes));
    return pieces;
  };

  const TEXT = 'one\ntwo\r\n\n\r\nlonger than ten\nexactly 10\r\nexactly 10\neleven more\r\n\rx\nlast';
  const LINES = [
    [1, 'one'],
    [2, 'two'],
    [3, ''],
    [4, ''],
    [5, undefined],
    [6, 'exactly 10'],
    [7, 'exactly 10'],
    [8, undefined],
    [9, '\rx'],
    [10, 'last'],
  ];

  it.each([1, 2, 3, 5, 7, 11, 16, 1000])('gives the same lines from pieces of %d bytes', (bytes) => {
    expect(split(inPieces(TEXT, bytes), 10)).toEqual(LINES);
  });

  it.each([1, 1000])('drops a byte order mark before the first line only, from pieces of %d bytes', (bytes) => {
    expect(split(inPieces('\xef\xbb\xbfa\n\xef\xbb\xbfb', bytes), 10)).toEqual([
      [1, 'a'],
      [2, '\xef\xbb\xbfb'],
    ]);
  });

  it('gives nothing for nothing, and no line after the last end', () => {
    expect(split([], 10)).toEqual([]);
    expect(split([Buffer.alloc(0)], 10)).toEqual([]);
    expect(split([Buffer.from('a\n')], 10)).toEqual([[1, 'a']]);
  });

  it('gives a last line that is too long', () => {
    expect(split(inPieces('a\nmuch too long', 4), 10)).toEqual([
      [1, 'a'],
      [2, undefined],
    ]);
  });
});
