import type { Rule } from './rule';
import { DIALECT_A } from './rules/dialect-a';
import { DIALECT_B } from './rules/dialect-b';
import { OTLP_TABLES } from './rules/otlp-tables';
import { SECTION_10_EXECUTION } from './rules/section-10-execution';
import { DIALECT_C } from './rules/dialect-c';
import { SECTION_10_TARGETS } from './rules/section-10-targets';
import { SECTION_1_CONVENTIONS } from './rules/section-1-conventions';
import { SECTION_1_VALUES } from './rules/section-1-values';
import { SECTION_2 } from './rules/section-2';
import { SECTION_2_EXPORT } from './rules/section-2-export';
import { SECTION_2_OTLP } from './rules/section-2-otlp';
import { SECTION_3 } from './rules/section-3';
import { SECTION_4 } from './rules/section-4';
import { SECTION_5 } from './rules/section-5';
import { SECTION_6 } from './rules/section-6';
import { SECTION_7 } from './rules/section-7';
import { SECTION_8 } from './rules/section-8';
import { SECTION_9 } from './rules/section-9';

/** The rules of the contract that are implemented. The generator fails when a test named here does not exist. */
export const RULES: readonly Rule[] = [
  ...SECTION_1_CONVENTIONS,
  ...SECTION_1_VALUES,
  ...SECTION_2,
  ...SECTION_2_EXPORT,
  ...SECTION_2_OTLP,
  ...SECTION_3,
  ...SECTION_4,
  ...SECTION_5,
  ...SECTION_6,
  ...SECTION_7,
  ...SECTION_8,
  ...SECTION_9,
  ...DIALECT_A,
  ...DIALECT_B,
  ...DIALECT_C,
  ...SECTION_10_TARGETS,
  ...SECTION_10_EXECUTION,
  ...OTLP_TABLES,
];
