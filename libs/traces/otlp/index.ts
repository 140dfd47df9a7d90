export { decodeJson } from './decode/decode-json';
export { decodeProtobuf } from './decode/decode-protobuf';
export { OtlpDecodeError } from './decode/decode-error';
export type { OtlpRequest, Rejection } from './otlp-span';
export {
  exportResponse,
  OTLP_CONTENT_TYPES,
  RPC_CODE,
  statusResponse,
  type ExportOutcome,
  type OtlpEncoding,
} from './responses';
export type { TranslatedScore } from './scores';
export { translateRequest, type ProjectSpans, type TranslatedRequest } from './translate-request';
export type { TranslatedSpan } from './translate-span';
