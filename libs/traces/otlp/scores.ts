import type { AnyValue } from './any-value';
import { indexed, leafOf, type Leaf } from './indexed';
import type { SpanView } from './span-view';
import { shortened, storable } from './text';

/** A judgement that came with a span, as an entry of the native `scores`. */
export interface TranslatedScore {
  readonly scorer_name: string;
  /** From 0 to 1, or a label that is not blank. */
  readonly value: number | string;
  readonly rationale: string | null;
}

/** Scores of one span; what is beyond stays in the metadata. The native format has the same limit. */
const MAX_SCORES = 100;
const MAX_NAME_BYTES = 1_024;
const MAX_LABEL_BYTES = 1_024;
const EVALUATION = 'gen_ai.evaluation.result';

/** `annotations.N.annotation.name` as well as `annotations.N.name`. */
const LISTS = [
  { prefix: 'evaluations.', wrappers: new Set(['evaluation']) },
  { prefix: 'annotations.', wrappers: new Set(['annotation']) },
];

/** The parts of a judgement, each with its key. */
interface Parts {
  readonly name?: Leaf;
  readonly score?: Leaf;
  readonly label?: Leaf;
  readonly explanation?: Leaf;
}

/**
 * Judgements that stand on a span: `gen_ai.evaluation.result` events, and OpenInference's inline evaluations and
 * annotations. A number outside of 0 to 1 makes no score; the label does then, if there is one. Whatever is not used
 * stays where it was.
 */
export function scoresOf(view: SpanView): TranslatedScore[] {
  const scores: TranslatedScore[] = [];
  for (const [index, event] of view.events.entries()) {
    if (scores.length >= MAX_SCORES) return scores;
    if (event.name !== EVALUATION) continue;
    const part = (key: string): Leaf | undefined => {
      const value = event.attributes.get(`gen_ai.evaluation.${key}`);
      return value === undefined ? undefined : { key: `gen_ai.evaluation.${key}`, value };
    };
    const parts = { name: part('name'), score: part('score.value'), label: part('score.label') };
    const made = scoreOf({ ...parts, explanation: part('explanation') });
    if (made === undefined) continue;
    view.note({ keys: [], events: [{ index, keys: made.keys }] });
    scores.push(made.score);
  }
  for (const { prefix, wrappers } of LISTS) {
    if (view.mayHave(prefix)) addIndexed(view, prefix, wrappers, scores);
  }
  return scores;
}

function addIndexed(view: SpanView, prefix: string, wrappers: ReadonlySet<string>, scores: TranslatedScore[]): void {
  for (const element of indexed(view, prefix, wrappers).elements) {
    if (scores.length >= MAX_SCORES) return;
    const made = scoreOf({
      name: leafOf(element, 'name'),
      score: leafOf(element, 'score'),
      label: leafOf(element, 'label'),
      explanation: leafOf(element, 'explanation'),
    });
    if (made === undefined) continue;
    view.note({ keys: made.keys });
    scores.push(made.score);
  }
}

function scoreOf({ name, score, label, explanation }: Parts): { score: TranslatedScore; keys: string[] } | undefined {
  const scorerName = textOf(name?.value);
  const used = unitOf(score?.value) !== undefined ? score : labelOf(label?.value) !== undefined ? label : undefined;
  const value = unitOf(used?.value) ?? labelOf(used?.value);
  if (name === undefined || scorerName === undefined || used === undefined || value === undefined) return undefined;
  const rationale = textOf(explanation?.value);
  const keys = [name.key, used.key];
  if (explanation !== undefined && rationale !== undefined) keys.push(explanation.key);
  return {
    score: {
      scorer_name: shortened(scorerName, MAX_NAME_BYTES),
      value,
      rationale: rationale === undefined ? null : storable(rationale),
    },
    keys,
  };
}

function textOf(value: AnyValue | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A number from 0 to 1; -0 is 0. */
function unitOf(value: AnyValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 && value <= 1 ? value + 0 : undefined;
}

function labelOf(value: AnyValue | undefined): string | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : shortened(text, MAX_LABEL_BYTES);
}
