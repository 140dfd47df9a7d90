/** A span as far as its place in the tree goes. */
export interface TreeNode {
  readonly id: string;
  readonly parent_span_id: string | null;
}

/** A span of the tree, in the order in which a tree is written: each before its children. */
export interface PlacedNode {
  /** Place of the span in the list that was given. */
  readonly index: number;
  /** 0 at the top. */
  readonly depth: number;
}

/**
 * The tree of a trace, each span once. At the top stand roots, spans whose parent has not arrived, and of each circle of
 * parents the span that comes first. Siblings keep their order.
 * @param nodes in the order that siblings are to have
 */
export function spanTree(nodes: readonly TreeNode[]): PlacedNode[] {
  const indexOf = new Map(nodes.map(({ id }, index) => [id, index]));
  const parents = nodes.map(({ parent_span_id: parent }) => (parent === null ? undefined : indexOf.get(parent)));
  const children = new Map<number, number[]>();
  parents.forEach((parent, index) => {
    if (parent === undefined) return;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [index]);
    else siblings.push(index);
  });
  const tops = [...nodes.keys()].filter((index) => parents[index] === undefined);
  tops.push(...circleStarts(parents));
  tops.sort((a, b) => a - b);
  return walk(tops, children);
}

/** The first span of each circle of parents. */
function circleStarts(parents: readonly (number | undefined)[]): number[] {
  const starts: number[] = [];
  /** For each span the walk that met it: one that meets its own steps again has found a circle. */
  const metBy = new Map<number, number>();
  for (let from = 0; from < parents.length; from += 1) {
    let at: number | undefined = from;
    while (at !== undefined && !metBy.has(at)) {
      metBy.set(at, from);
      at = parents[at];
    }
    if (at === undefined || metBy.get(at) !== from) continue;
    let first = at;
    for (let next = parents[at]; next !== undefined && next !== at; next = parents[next]) first = Math.min(first, next);
    starts.push(first);
  }
  return starts;
}

function walk(tops: readonly number[], children: ReadonlyMap<number, readonly number[]>): PlacedNode[] {
  const placed: PlacedNode[] = [];
  const seen = new Set<number>();
  const waiting: PlacedNode[] = tops.map((index) => ({ index, depth: 0 })).reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (seen.has(node.index)) continue;
    seen.add(node.index);
    placed.push(node);
    const below = children.get(node.index) ?? [];
    for (let at = below.length - 1; at >= 0; at -= 1) {
      waiting.push({ index: below[at] as number, depth: node.depth + 1 });
    }
  }
  return placed;
}
