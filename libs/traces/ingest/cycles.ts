/**
 * The nodes that lie on a circle when each node has at most one successor. Linear in the nodes that are reached; nodes
 * that only lead into a circle are not on it.
 * @param starts where to look from
 * @param next the successor of a node, or undefined at the end of a chain
 */
export function nodesOnCircles<Node>(starts: Iterable<Node>, next: (node: Node) => Node | undefined): Set<Node> {
  const walkOf = new Map<Node, number>();
  const onCircle = new Set<Node>();
  let walk = 0;
  for (const start of starts) {
    walk += 1;
    let node: Node | undefined = start;
    while (node !== undefined && !walkOf.has(node)) {
      walkOf.set(node, walk);
      node = next(node);
    }
    // Only a node of this very walk closes a new circle; one of an earlier walk has been judged.
    if (node === undefined || walkOf.get(node) !== walk) continue;
    for (let at: Node | undefined = node; at !== undefined && !onCircle.has(at); at = next(at)) onCircle.add(at);
  }
  return onCircle;
}
