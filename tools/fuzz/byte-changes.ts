import fc from 'fast-check';

const MAX_REPEATED_BYTES = 300;

const edit = fc.record({
  at: fc.nat(),
  kind: fc.constantFrom('flip', 'set', 'remove', 'insert', 'repeat', 'cut'),
  byte: fc.nat(255),
});

function edited(body: Buffer, { at, kind, byte }: { at: number; kind: string; byte: number }): Buffer {
  const place = at % (body.length + 1);
  const [before, after] = [body.subarray(0, place), body.subarray(place)];
  switch (kind) {
    case 'flip':
      return Buffer.concat([before, Buffer.from([(after[0] ?? 0) ^ (1 << (byte % 8))]), after.subarray(1)]);
    case 'set':
      return Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
    case 'remove':
      return Buffer.concat([before, after.subarray(1 + (byte % 8))]);
    case 'insert':
      return Buffer.concat([before, Buffer.from([byte]), after]);
    case 'repeat':
      return Buffer.concat([before, after.subarray(0, Math.min(byte, MAX_REPEATED_BYTES)), after]);
    default:
      return before;
  }
}

/** Changes that know nothing of the format: flipped bits, other bytes, repeats, a body that ends early. */
export const byteChanges = fc.array(edit, { minLength: 1, maxLength: 8 }).map(
  (edits) =>
    (body: Buffer): Buffer =>
      edits.reduce(edited, body),
);
