import vectors from './fixtures/vectors.json';
import { decodeJson, decodeProtobuf, translateRequest } from '.';
import { ENCODINGS, native, spansOf } from './fixtures/native';

describe('the published vectors', () => {
  describe.each(ENCODINGS)('over %s', (_name, decode) => {
    it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_id, { request, expect: expected }) => {
      const result = translateRequest(decode(request));
      expect(result).toMatchObject({ rejections: [], warning: null });
      expect(spansOf(result).map(native)).toEqual([expect.objectContaining(subset(expected))]);
    });
  });

  it.each(vectors.map((vector) => [vector.id, vector] as const))('%s in bytes of another encoder', (_id, vector) => {
    const fromBytes = decodeProtobuf(Buffer.from(vector.protobuf_base64, 'base64'));
    expect(translateRequest(fromBytes)).toEqual(translateRequest(decodeJson(JSON.stringify(vector.request))));
  });
});

/** The expected metadata are a part of what is there. */
function subset(expected: Record<string, any>): Record<string, any> {
  return { ...expected, metadata: expect.objectContaining(expected.metadata) };
}
