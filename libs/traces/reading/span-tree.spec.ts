import { spanTree } from './span-tree';

/** Draws a tree: `a(b c)`. Spans are given as `child>parent`, in order. */
function draw(...spans: string[]): string {
  const nodes = spans.map((text) => {
    const [id = '', parent = null] = text.split('>');
    return { id, parent_span_id: parent };
  });
  const lines = spanTree(nodes).map(({ index, depth }) => `${'-'.repeat(depth)}${nodes[index]?.id}`);
  return lines.join(' ');
}

describe('spanTree', () => {
  it('puts children below their parents, siblings in order', () => {
    expect(draw('r', 'b>r', 'a>r', 'c>b')).toBe('r -b --c -a');
  });

  it('puts orphans and further roots at the top', () => {
    expect(draw('x>gone', 'r', 'y>x', 's')).toBe('x -y r s');
  });

  it('ends circles at the span that comes first', () => {
    expect(draw('a>c', 'b>a', 'c>b')).toBe('a -b --c');
    expect(draw('self>self')).toBe('self');
    expect(draw('d>b', 'c>a', 'a>b', 'b>c')).toBe('c -b --d --a');
  });

  it('meets every span once, whatever the parents', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      let state = seed;
      const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
      const spans = Array.from({ length: 12 }, (_, index) => (next(4) === 0 ? `s${index}` : `s${index}>s${next(14)}`));
      const drawn = draw(...spans)
        .split(' ')
        .map((text) => text.replaceAll('-', ''));
      expect([seed, [...drawn].sort()]).toEqual([seed, spans.map((text) => text.split('>')[0]).sort()]);
    }
  });

  it('takes a chain of 100,000 spans', () => {
    const chain = Array.from({ length: 100_000 }, (_, index) => (index === 0 ? 's0' : `s${index}>s${index - 1}`));
    const nodes = chain.map((text) => ({
      id: text.split('>')[0] as string,
      parent_span_id: text.split('>')[1] ?? null,
    }));
    expect(spanTree(nodes).at(-1)).toEqual({ index: 99_999, depth: 99_999 });
  });
});
