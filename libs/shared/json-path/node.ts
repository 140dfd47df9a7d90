import type { Segment, SingularQuerySegment } from 'jsonpath-rfc9535/parser';

/** A value within a document, and where it is. */
export interface JsonNode {
  readonly value: unknown;
  /** The node that holds it; none for the root. */
  readonly parent?: JsonNode;
  /** Its key or index there. */
  readonly key?: string | number;
}

/** A step of a query, of a path itself or of a singular query within a filter. */
export type QuerySegment = Segment | SingularQuerySegment;

/** The keys and indexes that lead from the root to a node. */
export function locationOf(node: JsonNode): (string | number)[] {
  const location: (string | number)[] = [];
  for (let at: JsonNode | undefined = node; at?.key !== undefined; at = at.parent) location.unshift(at.key);
  return location;
}

/** What a step of a query selects. The parser wraps the index of a singular query once more, whatever its types say. */
export function selectionOf({ node }: QuerySegment): QuerySegment['node'] {
  return 'selector' in node ? (node.selector as QuerySegment['node']) : node;
}
