import { type AnyValue, objectText, valueText } from './any-value';
import type { SpanView } from './span-view';

/** Slots beyond this are not rebuilt: their attributes stay in the metadata. No client has lists of that length. */
const MAX_INDEX = 9_999;
/** Segments of a key that become levels; the rest is one key, dots included. */
const MAX_SEGMENTS = 16;

/** A branch of the tree that keys with dots stand for. */
export type Branch = Map<string, Branch | Leaf>;

/** An attribute at its place in the tree. */
export interface Leaf {
  readonly key: string;
  readonly value: AnyValue;
}

/** The elements of a list that was sent as one attribute per member, `prefix.N.member`, in the order of N. */
export interface Indexed {
  readonly elements: readonly Branch[];
}

function isLeaf(node: Branch | Leaf | undefined): node is Leaf {
  return node !== undefined && !(node instanceof Map);
}

/**
 * Rebuilds lists that are sent as one attribute per member.
 * @param prefix - up to and with the dot before the index
 * @param wrappers - segments that stand before every member and say nothing, such as `message`
 */
export function indexed(view: SpanView, prefix: string, wrappers: ReadonlySet<string>): Indexed {
  const slots = new Map<number, Branch>();
  for (const [rest, value, key] of view.under(prefix)) {
    const segments = rest.split('.', MAX_SEGMENTS);
    const slot = /^\d{1,5}$/.test(segments[0]) ? Number(segments[0]) : Infinity;
    if (slot > MAX_INDEX || segments.length < 2) continue;
    const taken = segments.join('.').length;
    if (taken < rest.length) segments[segments.length - 1] += rest.slice(taken);
    const path = segments.slice(1).filter((segment, at, all) => at === all.length - 1 || !wrappers.has(segment));
    let branch = slots.get(slot);
    if (branch === undefined) slots.set(slot, (branch = new Map()));
    place(branch, path, { key, value });
  }
  return { elements: [...slots].sort(([a], [b]) => a - b).map(([, branch]) => branch) };
}

/** Puts a leaf into the tree. Where a leaf and a branch claim one place, the branch has it. */
function place(branch: Branch, path: readonly string[], leaf: Leaf): void {
  let at = branch;
  for (const segment of path.slice(0, -1)) {
    let next = at.get(segment);
    if (!(next instanceof Map)) at.set(segment, (next = new Map()));
    at = next;
  }
  const last = path[path.length - 1];
  if (!(at.get(last) instanceof Map)) at.set(last, leaf);
}

/** The keys of all attributes in a tree. */
export function keysOf(branch: Branch): string[] {
  return [...branch.values()].flatMap((node) => (isLeaf(node) ? [node.key] : keysOf(node)));
}

/** The JSON text of a tree: branches whose keys are all indexes are lists, the others objects; strings stay strings. */
export function branchText(branch: Branch): string {
  const entries = [...branch];
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,5}$/.test(key))) {
    const sorted = entries.sort(([a], [b]) => Number(a) - Number(b));
    return `[${sorted.map(([, node]) => nodeText(node)).join(',')}]`;
  }
  return objectText(entries.map(([key, node]) => [key, nodeText(node)]));
}

/** The attribute at a key of a branch. */
export function leafOf(branch: Branch, key: string): Leaf | undefined {
  const node = branch.get(key);
  return isLeaf(node) ? node : undefined;
}

function nodeText(node: Branch | Leaf): string {
  return isLeaf(node) ? valueText(node.value) : branchText(node);
}
