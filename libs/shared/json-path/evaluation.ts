import type { BracketedSelection, Selector, SliceSelector } from 'jsonpath-rfc9535/parser';
import { Filters, type FilterScope } from './filters';
import { type JsonNode, type QuerySegment, selectionOf } from './node';
import { isObject } from './values';
import { Work } from './work';

type SegmentNode = QuerySegment['node'];

/** One evaluation of queries on one document (RFC 9535, sections 2.3 and 2.5). */
export class Evaluation implements FilterScope {
  /** What all queries of this evaluation, those within filters too, may cost together. */
  readonly work = new Work();
  private readonly filters = new Filters(this);

  constructor(readonly root: unknown) {}

  /**
   * The nodes that segments lead to, in document order.
   * @throws JsonPathWorkError
   */
  nodes(segments: readonly QuerySegment[], start: JsonNode): JsonNode[] {
    let nodes = [start];
    for (const segment of segments) {
      const next: JsonNode[] = [];
      const selection = selectionOf(segment);
      for (const node of nodes) {
        if (segment.type === 'DescendantSegment') this.descend(node, selection, next);
        else this.select(node, selection, next);
      }
      nodes = next;
    }
    return nodes;
  }

  private descend(node: JsonNode, selection: SegmentNode, found: JsonNode[]): void {
    this.select(node, selection, found);
    for (const child of this.children(node)) this.descend(child, selection, found);
  }

  private select(node: JsonNode, selection: SegmentNode, found: JsonNode[]): void {
    this.work.spend(1);
    if (selection.type === 'BracketedSelection') this.selectEach(node, selection, found);
    else if (selection.type === 'MemberNameShorthand')
      this.selectOne(node, { ...selection, type: 'NameSelector' }, found);
    else this.selectOne(node, selection, found);
  }

  private selectEach(node: JsonNode, { selectors }: BracketedSelection, found: JsonNode[]): void {
    for (const selector of selectors) this.selectOne(node, selector, found);
  }

  private selectOne(node: JsonNode, selector: Selector, found: JsonNode[]): void {
    const { value } = node;
    switch (selector.type) {
      case 'NameSelector':
        if (isObject(value) && Object.hasOwn(value, selector.value)) found.push(childOf(node, selector.value));
        return;
      case 'IndexSelector':
        if (Array.isArray(value)) this.selectIndex(node, value, selector.value, found);
        return;
      case 'SliceSelector':
        if (Array.isArray(value))
          for (const index of indexes(selector, value.length)) this.push(childOf(node, index), found);
        return;
      case 'WildcardSelector':
        for (const child of this.children(node)) found.push(child);
        return;
      case 'FilterSelector':
        for (const child of this.children(node)) if (this.filters.holds(selector.value, child)) found.push(child);
    }
  }

  private selectIndex(node: JsonNode, { length }: unknown[], index: number, found: JsonNode[]): void {
    const at = index < 0 ? length + index : index;
    if (at >= 0 && at < length) found.push(childOf(node, at));
  }

  private children(node: JsonNode): JsonNode[] {
    const { value } = node;
    if (Array.isArray(value)) {
      this.work.spend(value.length);
      return value.map((element: unknown, key) => ({ value: element, parent: node, key }));
    }
    if (!isObject(value)) return [];
    const keys = Object.keys(value);
    this.work.spend(keys.length);
    return keys.map((key) => ({ value: value[key], parent: node, key }));
  }

  private push(node: JsonNode, found: JsonNode[]): void {
    this.work.spend(1);
    found.push(node);
  }
}

function childOf(node: JsonNode, key: string | number): JsonNode {
  return { value: (node.value as Record<string | number, unknown>)[key], parent: node, key };
}

/** The indexes of a slice (RFC 9535, section 2.3.4.2.2). */
function* indexes(slice: SliceSelector, length: number): Generator<number> {
  const step = slice.step ?? 1;
  if (step === 0) return;
  const normal = (index: number): number => (index >= 0 ? index : length + index);
  const start = normal(slice.start ?? (step > 0 ? 0 : length - 1));
  const end = slice.end === null ? (step > 0 ? length : -1) : normal(slice.end);
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const within = (index: number): number => Math.min(Math.max(index, lowest), highest);
  if (step > 0) for (let index = within(start); index < within(end); index += step) yield index;
  else for (let index = within(start); index > within(end); index += step) yield index;
}
