import fc from 'fast-check';
import { durationMs, epochMicros, isoMillis, nowIso, parseTimestamp } from '.';

describe('parseTimestamp', () => {
  it.each([
    ['a full UTC time', '2026-02-21T22:00:00.123456Z', '2026-02-21T22:00:00.123456Z'],
    ['no fraction', '2026-02-21T22:00:00Z', '2026-02-21T22:00:00.000000Z'],
    ['no seconds', '2026-02-21T22:00Z', '2026-02-21T22:00:00.000000Z'],
    ['one fraction digit', '2026-02-21T22:00:00.5Z', '2026-02-21T22:00:00.500000Z'],
    ['twelve fraction digits, cut and not rounded', '2026-02-21T22:00:00.123456999999Z', '2026-02-21T22:00:00.123456Z'],
    ['lower-case t and z', '2026-02-21t22:00:00z', '2026-02-21T22:00:00.000000Z'],
    ['an offset east of UTC', '2026-02-22T03:30:00+05:30', '2026-02-21T22:00:00.000000Z'],
    ['an offset without colon', '2026-02-21T14:00:00.25-0800', '2026-02-21T22:00:00.250000Z'],
    ['an offset without seconds', '2026-02-21T14:00-08:00', '2026-02-21T22:00:00.000000Z'],
    ['a zero offset', '2026-02-21T22:00:00+00:00', '2026-02-21T22:00:00.000000Z'],
    ['the unknown-offset convention', '2026-02-21T22:00:00-00:00', '2026-02-21T22:00:00.000000Z'],
    ['a leap day', '2024-02-29T12:00:00Z', '2024-02-29T12:00:00.000000Z'],
    ['a leap day of a 400-year', '2000-02-29T12:00:00Z', '2000-02-29T12:00:00.000000Z'],
    ['an offset over the end of a year', '2026-12-31T23:30:00-01:00', '2027-01-01T00:30:00.000000Z'],
    ['an offset into a leap day', '2024-03-01T00:30:00+01:00', '2024-02-29T23:30:00.000000Z'],
    ['the first instant', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
    ['the last instant', '9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
    ['year 0000 that is year 1 in UTC', '0000-12-31T23:30:00-01:00', '0001-01-01T00:30:00.000000Z'],
  ])('accepts %s', (_rule, text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each([
    ['a day that does not exist', '2026-02-30T00:00:00Z'],
    ['a leap day of a common year', '2026-02-29T00:00:00Z'],
    ['a leap day of a 100-year', '1900-02-29T00:00:00Z'],
    ['day 0', '2026-02-00T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['hour 24', '2026-02-21T24:00:00Z'],
    ['minute 60', '2026-02-21T22:60:00Z'],
    ['second 60', '2016-12-31T23:59:60Z'],
    ['year 0000', '0000-06-01T00:00:00Z'],
    ['before year 1 in UTC', '0001-01-01T00:30:00+01:00'],
    ['after year 9999 in UTC', '9999-12-31T23:30:00-01:00'],
    ['no offset', '2026-02-21T22:00:00'],
    ['a date alone', '2026-02-21'],
    ['a space as separator', '2026-02-21 22:00:00Z'],
    ['an offset of hours alone', '2026-02-21T22:00:00+05'],
    ['an offset of 24 hours', '2026-02-21T22:00:00+24:00'],
    ['an offset of 60 minutes', '2026-02-21T22:00:00+05:60'],
    ['a fraction without digits', '2026-02-21T22:00:00.Z'],
    ['thirteen fraction digits', '2026-02-21T22:00:00.1234567890123Z'],
    ['a fraction of minutes', '2026-02-21T22:00.5Z'],
    ['a decimal comma', '2026-02-21T22:00:00,5Z'],
    ['something after the offset', '2026-02-21T22:00:00Z '],
    ['something before the year', ' 2026-02-21T22:00:00Z'],
    ['a signed year', '+002026-02-21T22:00:00Z'],
    ['digits of another script', '２０２６-02-21T22:00:00Z'],
    ['one-digit parts', '2026-2-21T22:00:00.00Z'],
    ['two signs', '2026-02-21T22:00:00+-5:30'],
    ['the empty text', ''],
    ['words', 'yesterday at noon, more or less'],
  ])('refuses %s', (_rule, text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('agrees with Date on every instant, whatever the offset it is written in', () => {
    const instants = fc.date({
      min: new Date('0001-01-02T00:00:00Z'),
      max: new Date('9999-12-30T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.integer({ min: -1439, max: 1439 }), fc.boolean(), (instant, offset, colon) => {
        const local = new Date(instant.getTime() + offset * 60_000).toISOString().slice(0, 23);
        const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
        const minutes = String(Math.abs(offset) % 60).padStart(2, '0');
        const text = `${local}${offset < 0 ? '-' : '+'}${hours}${colon ? ':' : ''}${minutes}`;
        expect(parseTimestamp(text)).toBe(instant.toISOString().replace('Z', '000Z'));
      }),
    );
  });

  it('never throws, and gives only what it reads again unchanged', () => {
    const near = fc.stringMatching(
      /^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{0,13})?)?([Zz]|[+-][0-9]{2}:?[0-9]{2})?$/,
    );
    fc.assert(
      fc.property(fc.oneof(near, fc.string()), (text) => {
        const result = parseTimestamp(text);
        if (result !== null) expect(parseTimestamp(result)).toBe(result);
      }),
    );
  });
});

describe('epochMicros', () => {
  it.each([
    ['1970-01-01T00:00:00.000000Z', 0n],
    ['1970-01-01T00:00:00.000001Z', 1n],
    ['1969-12-31T23:59:59.999999Z', -1n],
    ['2026-02-21T22:00:00.123456Z', BigInt(Date.UTC(2026, 1, 21, 22)) * 1000n + 123456n],
    ['9999-12-31T23:59:59.999999Z', 253402300799999999n],
    ['0001-01-01T00:00:00.000000Z', -62135596800000000n],
  ])('%s is %s', (text, micros) => {
    expect(epochMicros(text)).toBe(micros);
  });

  it('agrees with Date', () => {
    const instants = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, (instant) => {
        expect(epochMicros(instant.toISOString().replace('Z', '000Z'))).toBe(BigInt(instant.getTime()) * 1000n);
      }),
    );
  });

  it.each(['2026-02-21T22:00:00Z', '', '2026-02-21T22:00:00.12345xZ', '20x6-02-21T22:00:00.123456Z'])(
    'refuses %p',
    (text) => {
      expect(() => epochMicros(text)).toThrow(RangeError);
    },
  );
});

describe('durationMs', () => {
  it.each([
    ['a microsecond', '2026-02-21T22:00:00.000000Z', '2026-02-21T22:00:00.000001Z', 0.001],
    ['over midnight', '2026-02-21T23:59:59.999500Z', '2026-02-22T00:00:00.001000Z', 1.5],
    ['nothing', '2026-02-21T22:00:00.123456Z', '2026-02-21T22:00:00.123456Z', 0],
    ['backwards', '2026-02-21T22:00:01.000000Z', '2026-02-21T22:00:00.999999Z', -0.001],
    ['a century, to the microsecond', '1926-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000001Z', 3155760000000.001],
  ])('measures %s', (_rule, start, end, ms) => {
    expect(durationMs(start, end)).toBe(ms);
  });
});

describe('isoMillis', () => {
  it.each([
    ['2026-02-21 22:00:00.123456+00', '2026-02-21T22:00:00.123Z'],
    ['2026-02-21 22:00:00+00', '2026-02-21T22:00:00.000Z'],
    ['2026-02-21 22:00:00.1+00', '2026-02-21T22:00:00.100Z'],
    ['2026-02-21 22:00:00.12+00', '2026-02-21T22:00:00.120Z'],
    ['2026-02-21T22:00:00.9999+00:00', '2026-02-21T22:00:00.999Z'],
    ['2026-02-21T22:00:00.999999Z', '2026-02-21T22:00:00.999Z'],
  ])('%s → %s', (text, expected) => {
    expect(isoMillis(text)).toBe(expected);
  });

  it.each([
    'infinity',
    '-infinity',
    '10000-01-01 00:00:00+00',
    '0044-03-15 12:00:00+00 BC',
    '2026-02-21 22:00:00+01',
    '',
  ])('refuses %p', (text) => {
    expect(() => isoMillis(text)).toThrow(RangeError);
  });
});

describe('nowIso', () => {
  it('is normalised and in the millisecond of the wall clock', () => {
    const before = Date.now();
    const now = nowIso();
    const after = Date.now();
    expect(parseTimestamp(now)).toBe(now);
    expect(Date.parse(isoMillis(now))).toBeGreaterThanOrEqual(before);
    expect(Date.parse(isoMillis(now))).toBeLessThanOrEqual(after);
  });
});
