export {
  compilePattern,
  type LinearPattern,
  MAX_PATTERN_LENGTH,
  MAX_PROGRAM_SIZE,
  MAX_TEST_WORK,
} from './compile-pattern';
export { PatternError, PatternWorkError } from './pattern-error';
