import fc from 'fast-check';
import { places, varint, wireBytes, type WireField, wireTree } from './wire-tree';

/** Changes one field, given the list and place where it stands. */
type Change = (list: WireField[], at: number) => void;

const LENGTHS = [0n, 1n, 127n, 128n, 65_535n, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 63n, 2n ** 64n - 1n];
const NUMBERS = [1, 2, 3, 4, 5, 7, 9, 11, 13, 15, 16, 255, 2 ** 29 - 1];
/** Not UTF-8: a lone continuation, a lone lead, an overlong slash, a surrogate, beyond U+10FFFF. */
const BAD_TEXTS = ['80', 'c3', 'c0af', 'eda080', 'f4908080', 'ff', '00', 'efbfbd'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const LONG_TEXT_BYTES = 70_000;

function setContent(field: WireField, content: Buffer): void {
  delete field.children;
  field.content = content;
}

/** `AnyValue`s in lists, one in the other: field 5 (array) of field 1 (value). */
function nested(levels: number): Buffer {
  let value = Buffer.from([8, 1]);
  for (let level = 0; level < levels; level += 1) {
    const list = Buffer.concat([Buffer.from([10]), varint(BigInt(value.length)), value]);
    value = Buffer.concat([Buffer.from([42]), varint(BigInt(list.length)), list]);
  }
  return value;
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.nat(7).map(
    (wireType): Change =>
      (list, at) =>
        void (list[at]!.wireType = wireType),
  ),
  fc.constantFrom(...NUMBERS).map(
    (number): Change =>
      (list, at) =>
        void (list[at]!.number = number),
  ),
  fc.constantFrom(...LENGTHS).map(
    (length): Change =>
      (list, at) =>
        void (list[at]!.length = length),
  ),
  fc.integer({ min: -3, max: 3 }).map((by): Change => (list, at) => {
    const length = list[at]!.content.length + by;
    list[at]!.length = BigInt(Math.max(0, length));
  }),
  fc.integer({ min: 1, max: 40 }).map((times): Change => (list, at) => {
    list.splice(at, 0, ...Array.from({ length: times }, () => structuredCopy(list[at]!)));
  }),
  fc.constant<Change>((list, at) => void list.splice(at, 1)),
  fc.nat().map(
    (other): Change =>
      (list, at) =>
        void ([list[at], list[other % list.length]] = [list[other % list.length]!, list[at]!]),
  ),
  fc.uint8Array({ maxLength: 40 }).map(
    (bytes): Change =>
      (list, at) =>
        setContent(list[at]!, Buffer.from(bytes)),
  ),
  fc.constantFrom(...BAD_TEXTS).map((text): Change => (list, at) => {
    setContent(list[at]!, Buffer.concat([list[at]!.content, text]));
  }),
  fc.constant<Change>((list, at) => setContent(list[at]!, Buffer.alloc(LONG_TEXT_BYTES, 'x'))),
  fc.bigInt({ min: 0n, max: 2n ** 77n }).map(
    (value): Change =>
      (list, at) =>
        setContent(list[at]!, varint(value)),
  ),
  fc.constantFrom(10, 45, 64, 65, 100, 1_000).map(
    (levels): Change =>
      (list, at) =>
        setContent(list[at]!, nested(levels)),
  ),
  fc.integer({ min: 1, max: 200 }).map((levels): Change => (list, at) => {
    list.splice(at, 0, { number: 0, wireType: 3, content: Buffer.alloc(0) });
    setContent(list[at]!, Buffer.concat([Buffer.alloc(levels, 0x63), Buffer.alloc(levels, 0x64)]));
    list[at]!.number = 12;
  }),
);

function structuredCopy(field: WireField): WireField {
  return { ...field, ...(field.children === undefined ? {} : { children: field.children.map(structuredCopy) }) };
}

/** Changes of whole fields: lying lengths, other wire types and numbers, repeats, bad UTF-8, huge varints, deep nesting. */
export const fieldChanges = fc
  .array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 4 })
  .map((changes) => (body: Buffer): Buffer => {
    const tree = wireTree(body) ?? [];
    for (const [pick, apply] of changes) {
      const all = places(tree);
      if (all.length === 0) break;
      const { list, at } = all[pick % all.length]!;
      apply(list, at);
    }
    return wireBytes(tree);
  });
