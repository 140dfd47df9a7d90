import { _, type KeywordDefinition } from 'ajv';
import { fingerprint } from './fingerprint';
import { WORK_KEYWORD } from './prepare-schema';
import type { WorkMeter } from './work-meter';

const CHARACTERS_PER_STEP = 16;

/**
 * Keywords compiled in place of Ajv's own: those compare every pair of items of `uniqueItems`, the whole list of `enum`, and call
 * methods of the data (`valueOf`). These compare fingerprints, in linear time, at the meter's expense.
 */
export function meteredKeywords(meter: WorkMeter): KeywordDefinition[] {
  return [workKeyword(meter), uniqueItems(meter), enumeration(meter), constant(meter)];
}

function workKeyword(meter: WorkMeter): KeywordDefinition {
  const visit = (data: unknown, steps: number, stepsPerKey: number) => meter.visit(data, steps, stepsPerKey);
  return {
    keyword: WORK_KEYWORD,
    schemaType: 'array',
    code(context) {
      const [steps, stepsPerKey] = context.schema as [number, number];
      const name = context.gen.scopeValue('func', { ref: visit });
      context.gen.code(_`${name}(${context.data}, ${steps}, ${stepsPerKey})`);
    },
  };
}

function paidFingerprint(meter: WorkMeter, value: unknown): string {
  const text = fingerprint(value);
  meter.spend(1 + Math.floor(text.length / CHARACTERS_PER_STEP));
  return text;
}

function uniqueItems(meter: WorkMeter): KeywordDefinition {
  return {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have duplicate items' },
    compile: (isRequired: boolean) => (items: unknown[]) => {
      if (!isRequired || items.length < 2) return true;
      const seen = new Set<string>();
      return items.every((item) => seen.size !== seen.add(paidFingerprint(meter, item)).size);
    },
  };
}

function enumeration(meter: WorkMeter): KeywordDefinition {
  return {
    keyword: 'enum',
    schemaType: 'array',
    error: { message: 'must be one of the allowed values' },
    compile: (allowed: unknown[]) => oneOf(allowed, meter),
  };
}

function constant(meter: WorkMeter): KeywordDefinition {
  return {
    keyword: 'const',
    error: { message: 'must be the constant of the schema' },
    compile: (only: unknown) => oneOf([only], meter),
  };
}

function oneOf(allowed: unknown[], meter: WorkMeter): (value: unknown) => boolean {
  const isStructure = (value: unknown) => typeof value === 'object' && value !== null;
  const scalars = new Set(allowed.filter((value) => !isStructure(value)));
  const structures = new Set(allowed.filter(isStructure).map(fingerprint));
  // A set finds -0 as 0, and strings are no numbers to it: what JSON Schema asks for.
  return (value) =>
    isStructure(value) ? structures.size > 0 && structures.has(paidFingerprint(meter, value)) : scalars.has(value);
}
