import { create, toBinary } from '@bufbuild/protobuf';
import type { Rejection } from './otlp-span';
import { ExportTraceServiceResponseSchema, StatusSchema } from './proto/otlp_pb';
import { storable } from './text';

/** The encodings of OTLP/HTTP; an answer has that of its request. */
export type OtlpEncoding = 'protobuf' | 'json';

/** The exact content types: clients compare them to the letter, parameters would stop them from reading the answer. */
export const OTLP_CONTENT_TYPES = {
  protobuf: 'application/x-protobuf',
  json: 'application/json',
} as const satisfies Record<OtlpEncoding, string>;

/** What the client is told of a request that was taken. */
export interface ExportOutcome {
  readonly rejections: readonly Rejection[];
  readonly warning: string | null;
}

/** Codes of `google.rpc.Code` that an answer can have. */
export const RPC_CODE = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

const MAX_MESSAGE_LENGTH = 2_000;

/**
 * The body of a 200: `ExportTraceServiceResponse`. Empty when all spans were taken; otherwise `partial_success` with
 * the number of those that were not, and a message about the first of them; a warning has the number 0.
 */
export function exportResponse(encoding: OtlpEncoding, { rejections, warning }: ExportOutcome): Buffer {
  const errorMessage = clipped(rejections.length > 0 ? rejectionMessage(rejections) : (warning ?? ''));
  if (errorMessage === '') return Buffer.from(encoding === 'json' ? '{}' : '');
  const count = rejections.length;
  if (encoding === 'json') {
    return Buffer.from(JSON.stringify({ partialSuccess: { rejectedSpans: String(count), errorMessage } }));
  }
  const partialSuccess = { rejectedSpans: BigInt(count), errorMessage };
  const message = create(ExportTraceServiceResponseSchema, { partialSuccess });
  return Buffer.from(toBinary(ExportTraceServiceResponseSchema, message));
}

/** The body of any other answer: `google.rpc.Status`. */
export function statusResponse(encoding: OtlpEncoding, code: number, text: string): Buffer {
  const message = clipped(text);
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.from(toBinary(StatusSchema, create(StatusSchema, { code, message })));
}

function rejectionMessage(rejections: readonly Rejection[]): string {
  const [first] = rejections;
  const more = rejections.length > 1 ? ` (and ${rejections.length - 1} more spans were rejected)` : '';
  return `span ${first.index} of the request ${first.reason}${more}; the other spans were accepted`;
}

/** Protocol Buffers refuse texts that are not well-formed; and an answer stays small. */
function clipped(text: string): string {
  return storable(text.length > MAX_MESSAGE_LENGTH ? `${text.slice(0, MAX_MESSAGE_LENGTH)}…` : text);
}
