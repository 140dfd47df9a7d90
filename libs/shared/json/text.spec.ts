import { decodeUtf8, InvalidUtf8Error, isStorableText } from '@assay/shared/json';

describe('decodeUtf8', () => {
  it('decodes and drops a byte order mark at the start only', () => {
    expect(decodeUtf8(Buffer.from('é😀\u0000'))).toBe('é😀\u0000');
    expect(decodeUtf8(Buffer.from('\ufeffa\ufeff'))).toBe('a\ufeff');
    expect(decodeUtf8(Buffer.alloc(0))).toBe('');
  });

  it.each([
    ['a stray continuation', [0x80]],
    ['a cut sequence', [0x61, 0xe2, 0x82]],
    ['an overlong form', [0xc0, 0xaf]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeUtf8(Buffer.from(bytes))).toThrow(InvalidUtf8Error);
  });
});

describe('isStorableText', () => {
  it('refuses lone surrogates and U+0000 alone', () => {
    expect(['', 'é😀', '\u0001', '\uffff'].map(isStorableText)).toEqual([true, true, true, true]);
    expect(['\ud800', 'a\udc00b', '\udc00\ud800', 'a\u0000'].map(isStorableText)).toEqual([false, false, false, false]);
  });
});
