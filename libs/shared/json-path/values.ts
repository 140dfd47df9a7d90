import { compareDecimal, isRawNumber, numberLiteral } from '@assay/shared/json';
import type { Work } from './work';

/** What a function or a singular query gives where there is no value (RFC 9535, section 2.4.1). */
export const NOTHING = Symbol('nothing');

/** Characters of text that count as one step. */
const CHARACTERS_PER_STEP = 100;

/** Whether a value is an object with members: numbers that keep their literal are not. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Equality of RFC 9535, section 2.3.5.2.2; numbers by their exact values. */
export function isEqual(a: unknown, b: unknown, work: Work): boolean {
  work.spend(1);
  if (typeof a === 'string' && typeof b === 'string') {
    work.spend(Math.floor(Math.min(a.length, b.length) / CHARACTERS_PER_STEP));
    return a === b;
  }
  if (a === b) return true;
  const [x, y] = [numberLiteral(a), numberLiteral(b)];
  if (x !== undefined || y !== undefined) return x !== undefined && y !== undefined && compareDecimal(x, y) === 0;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((element, index) => isEqual(element, b[index], work));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key], work))
  );
}

/** The order of RFC 9535: of two numbers or two strings; nothing else is less than anything. */
export function isLess(a: unknown, b: unknown, work: Work): boolean {
  work.spend(1);
  if (typeof a === 'string' && typeof b === 'string') return isTextLess(a, b, work);
  const [x, y] = [numberLiteral(a), numberLiteral(b)];
  return x !== undefined && y !== undefined && compareDecimal(x, y) < 0;
}

/** By Unicode scalar values: units of surrogate pairs sort behind all others, where their code points belong. */
function isTextLess(a: string, b: string, work: Work): boolean {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  work.spend(Math.floor(at / CHARACTERS_PER_STEP));
  if (at === length) return a.length < b.length;
  return rank(a.charCodeAt(at)) < rank(b.charCodeAt(at));
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
