import fc from 'fast-check';
import { nodesOnCircles } from './cycles';

const circles = (next: Record<string, string>): string[] =>
  [...nodesOnCircles(Object.keys(next), (node: string) => next[node])].sort();

describe('nodesOnCircles', () => {
  it('finds none in chains and trees', () => {
    expect(circles({ a: 'b', b: 'c', d: 'c' })).toEqual([]);
  });

  it('finds a node that follows itself', () => {
    expect(circles({ a: 'a', b: 'a' })).toEqual(['a']);
  });

  it('finds several circles, without the nodes that lead into them', () => {
    expect(circles({ a: 'b', b: 'a', c: 'a', d: 'e', e: 'f', f: 'd', g: 'h' })).toEqual(['a', 'b', 'd', 'e', 'f']);
  });

  it('walks 100,000 nodes without recursion', () => {
    const last = 100_000;
    const found = nodesOnCircles(
      Array.from({ length: last }, (_, node) => node),
      (node) => (node + 1) % last,
    );
    expect(found.size).toBe(last);
  });

  it('agrees with following each node as many steps as there are nodes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 11 }), { minLength: 1, maxLength: 12 }), (successors) => {
        const next = (node: number): number | undefined =>
          successors[node] === -1 || successors[node] >= successors.length ? undefined : successors[node];
        const returns = (start: number): boolean => {
          let node: number | undefined = start;
          for (let step = 0; step < successors.length && node !== undefined; step += 1) {
            node = next(node);
            if (node === start) return true;
          }
          return false;
        };
        const expected = successors.map((_, node) => node).filter(returns);
        expect([...nodesOnCircles(successors.keys(), next)].sort((a, b) => a - b)).toEqual(expected);
      }),
    );
  });
});
