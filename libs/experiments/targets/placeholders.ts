import { RawJson } from '@assay/shared/json';
import { valueAt } from '@assay/shared/json-path';

/** What a target is called with: an item of a dataset. Values are plain JSON or `RawJson`. */
export interface TargetItem {
  readonly id: string;
  readonly input: unknown;
  /** `null` or absent when the item has none. */
  readonly expectedOutput?: unknown;
  readonly metadata?: unknown;
}

/** What a call belongs to, as far as templates show it. */
export interface CallPlace {
  readonly experimentId: string;
  readonly runId: string;
}

/** A placeholder that was found in a template: asked for its value at each call. */
export interface Placeholder {
  readonly name: string;
  valueOf(item: TargetItem, place: CallPlace): unknown;
}

type Root = (item: TargetItem, place: CallPlace) => unknown;

/** Values of the item: a path may go into them. */
const VALUES: Record<string, Root> = {
  input: (item) => item.input,
  expected_output: (item) => item.expectedOutput ?? null,
  metadata: (item) => item.metadata ?? null,
};
const IDS: Record<string, Root> = {
  item_id: (item) => item.id,
  experiment_id: (_, place) => place.experimentId,
  run_id: (_, place) => place.runId,
};

/** What may stand in a template, for messages. */
export const PLACEHOLDER_NAMES = ['input', 'input.<key>', ...Object.keys(VALUES).slice(1), ...Object.keys(IDS)];

const STEPS = /^(?:\.[\p{L}\p{N}_$-]+|\[\d+\])*$/u;
const MAX_STEPS = 20;

/**
 * The placeholder of a name: `input`, `expected_output`, `metadata` (each with a path such as `input.messages[0].text`),
 * `item_id`, `experiment_id`, `run_id`. Undefined for any other.
 */
export function placeholderOf(name: string): Placeholder | undefined {
  const [root = ''] = /^[a-z_]+/.exec(name) ?? [];
  const path = name.slice(root.length);
  if (Object.hasOwn(IDS, root)) return path === '' ? { name, valueOf: IDS[root] as Root } : undefined;
  if (!Object.hasOwn(VALUES, root) || !STEPS.test(path)) return undefined;
  const value = VALUES[root] as Root;
  if (path === '') return { name, valueOf: value };
  const steps = path.match(/[^.[\]]+/g) ?? [];
  if (steps.length > MAX_STEPS) return undefined;
  return { name, valueOf: (item, place) => memberAt(value(item, place), steps) };
}

/** The value that steps lead to, exactly as it stands there; null where there is none. */
function memberAt(value: unknown, steps: readonly string[]): unknown {
  const location: (string | number)[] = [];
  let at = value instanceof RawJson ? value.toValue() : value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || JSON.isRawJSON(at)) return null;
    const key = Array.isArray(at) && /^\d+$/.test(step) ? Number(step) : step;
    if (!Object.hasOwn(at, key)) return null;
    location.push(key);
    at = (at as Record<string | number, unknown>)[key];
  }
  return value instanceof RawJson ? valueAt(value.text, location) : at;
}
