import { distance } from 'fastest-levenshtein';

/** Length of one text times length of the other, in code points: 5,000 each, 10 to 40 ms. */
export const MAX_PAIRS = 25_000_000;
/** The longest text, whatever the other one is. */
const MAX_UNITS = 1_000_000;
const SURROGATE = /[\ud800-\udfff]/;
const MAX_DISTINCT = 0x10000;

/** Two texts are too long to be compared; the message says so to a person. */
export class TooLongError extends Error {
  override readonly name = 'TooLongError';
}

/** The Levenshtein distance of two texts and the length of the longer one, in code points. */
export interface EditDistance {
  readonly distance: number;
  readonly longer: number;
}

/**
 * Counts insertions, deletions and substitutions of code points (Levenshtein 1966; Myers' bit-parallel algorithm).
 * @param budget how many pairs of code points may be compared, at most {@link MAX_PAIRS}; what is used is taken off
 * @throws TooLongError
 */
export function editDistance(a: string, b: string, budget: { pairs: number }): EditDistance {
  if (Math.max(a.length, b.length) > MAX_UNITS && a !== b)
    throw new TooLongError(`The texts are too long to be compared: one has more than ${MAX_UNITS} characters.`);
  const [x, y] = SURROGATE.test(a) || SURROGATE.test(b) ? asUnits(a, b) : [a, b];
  const longer = Math.max(x.length, y.length);
  if (x === y) return { distance: 0, longer };
  budget.pairs -= x.length * y.length;
  if (budget.pairs < 0)
    throw new TooLongError(
      `The texts are too long to be compared: ${x.length} and ${y.length} characters; their product may be ${MAX_PAIRS}.`,
    );
  return { distance: distance(x, y), longer };
}

/** The same texts with one UTF-16 unit for each code point, equal where those are: the distance of units is that of code points. */
function asUnits(a: string, b: string): [string, string] {
  const units = new Map<string, string>();
  const rename = (text: string): string => {
    let renamed = '';
    for (const point of text) {
      let unit = units.get(point);
      if (unit === undefined) {
        if (units.size === MAX_DISTINCT) throw new TooLongError('The texts have too many different characters.');
        unit = String.fromCharCode(units.size);
        units.set(point, unit);
      }
      renamed += unit;
    }
    return renamed;
  };
  return [rename(a), rename(b)];
}
