export {
  canonicalDecimal,
  compareDecimal,
  isInt64,
  isUnitInterval,
  normalizeDecimal,
  numberLiteral,
  type Decimal,
} from './decimal';
export { JsonDepthError, JsonSyntaxError } from './errors';
export { BODY_PAYLOADS, OBJECT_PAYLOADS, PAYLOAD_KEYS, WHOLE_VALUE, exactPaths, type ExactPaths } from './exact-paths';
export { MAX_PAYLOAD_DEPTH } from './lossless';
export { RawJson, jsonText, rawJson, writeJson } from './raw-json';
export { isRawNumber, type RawNumber } from './raw-number';
export { MAX_DEPTH, readJson, type ReadJsonOptions } from './read-json';
export { canonicalText, comparisonText } from './rewrite';
export { isStorableText } from './text';
export { InvalidUtf8Error, decodeUtf8 } from './utf8';
