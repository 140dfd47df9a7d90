import { fromBinary } from '@bufbuild/protobuf';
import { exportResponse, OTLP_CONTENT_TYPES, statusResponse } from '.';
import { ExportTraceServiceResponseSchema, StatusSchema } from './proto/otlp_pb';

const REJECTED = {
  rejections: [
    { index: 3, reason: 'has no start time' },
    { index: 4, reason: 'has no name' },
  ],
  warning: null,
};

describe('answers', () => {
  it('have the exact content types', () => {
    expect(OTLP_CONTENT_TYPES).toEqual({ protobuf: 'application/x-protobuf', json: 'application/json' });
  });

  it('are empty on full success', () => {
    expect(exportResponse('protobuf', { rejections: [], warning: null })).toHaveLength(0);
    expect(exportResponse('json', { rejections: [], warning: null }).toString()).toBe('{}');
  });

  it('count rejected spans and name the first', () => {
    const errorMessage =
      'span 3 of the request has no start time (and 1 more spans were rejected); the other spans were accepted';
    expect(JSON.parse(exportResponse('json', REJECTED).toString())).toEqual({
      partialSuccess: { rejectedSpans: '2', errorMessage },
    });
    const message = fromBinary(ExportTraceServiceResponseSchema, exportResponse('protobuf', REJECTED));
    expect(message.partialSuccess).toMatchObject({ rejectedSpans: 2n, errorMessage });
  });

  it('warn with the number 0', () => {
    const warned = { rejections: [], warning: 'look here' };
    expect(JSON.parse(exportResponse('json', warned).toString())).toEqual({
      partialSuccess: { rejectedSpans: '0', errorMessage: 'look here' },
    });
    const message = fromBinary(ExportTraceServiceResponseSchema, exportResponse('protobuf', warned));
    expect(message.partialSuccess).toMatchObject({ rejectedSpans: 0n, errorMessage: 'look here' });
  });

  it('are google.rpc.Status for failures', () => {
    expect(JSON.parse(statusResponse('json', 3, 'bad').toString())).toEqual({ code: 3, message: 'bad' });
    expect(fromBinary(StatusSchema, statusResponse('protobuf', 14, 'away'))).toMatchObject({
      code: 14,
      message: 'away',
    });
  });

  it('stay small and well-formed, whatever the reason repeats', () => {
    const text = `${'x'.repeat(1_999)}😀${'y'.repeat(1_000_000)}`;
    const { message } = fromBinary(StatusSchema, statusResponse('protobuf', 3, text));
    expect(message).toBe(`${'x'.repeat(1_999)}\uFFFD…`);
  });
});
