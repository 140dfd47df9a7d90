/**
 * Places of a JSON text whose values are payloads, as a tree that is walked along with the text: `exact` marks a
 * payload, `members` lead on by key, `elements` leads on into every element of an array.
 */
export interface ExactPaths {
  readonly exact?: boolean;
  readonly members?: ReadonlyMap<string, ExactPaths>;
  readonly elements?: ExactPaths;
}

interface Node {
  exact?: boolean;
  members?: Map<string, Node>;
  elements?: Node;
}

/**
 * Payloads by key, in objects at given places.
 * @param keys - keys whose values are payloads
 * @param places - where the objects with these keys are: `''` is the value itself, `spans[]` every element of its member
 *   `spans`, `[]` every element of the value itself, `batch[].body` a member of every element
 */
export function exactPaths(keys: readonly string[], places: readonly string[] = ['']): ExactPaths {
  const root: Node = {};
  for (const place of places) {
    let node = root;
    for (const [step] of place.matchAll(/\[\]|[^.[\]]+/g)) {
      node = step === '[]' ? (node.elements ??= {}) : memberOf(node, step);
    }
    for (const key of keys) {
      memberOf(node, key).exact = true;
    }
  }
  return root;
}

function memberOf(node: Node, key: string): Node {
  node.members ??= new Map();
  const member = node.members.get(key) ?? {};
  node.members.set(key, member);
  return member;
}

/** The payload keys of the contract (section 1, "JSON values"). */
export const PAYLOAD_KEYS = ['input', 'output', 'expected_output', 'correction'] as const;

/** Payloads of an object alone, such as a line of JSONL. */
export const OBJECT_PAYLOADS: ExactPaths = exactPaths(PAYLOAD_KEYS);

/**
 * Payloads of a request body: its own, and those of each element of `spans`, `items` and `runs`. A surface in camelCase
 * calls one of them `expectedOutput`.
 */
export const BODY_PAYLOADS: ExactPaths = exactPaths(
  [...PAYLOAD_KEYS, 'expectedOutput'],
  ['', 'spans[]', 'items[]', 'runs[]'],
);

/** The whole text is one payload. */
export const WHOLE_VALUE: ExactPaths = { exact: true };
