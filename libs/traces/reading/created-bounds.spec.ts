import { createdBounds } from './created-bounds';

describe('createdBounds', () => {
  it('is open without bounds', () => {
    expect(createdBounds(undefined, undefined)).toEqual({ from: '-infinity', to: 'infinity' });
  });

  it('compares whole milliseconds: after begins with the next one, before ends ahead of its own', () => {
    expect(createdBounds('2026-01-01T00:00:00.123456Z', '2026-01-01T02:00:00.999999+02:00')).toEqual({
      from: '2026-01-01T00:00:00.124Z',
      to: '2026-01-01T00:00:00.999Z',
    });
  });

  it('cuts downwards before 1970 too', () => {
    expect(createdBounds('1969-12-31T23:59:59.999500Z', undefined).from).toBe('1970-01-01T00:00:00.000Z');
  });

  it('holds at both ends of the calendar', () => {
    expect(createdBounds('9999-12-31T23:59:59.999999Z', '0001-01-01T00:00:00Z')).toEqual({
      from: 'infinity',
      to: '0001-01-01T00:00:00.000Z',
    });
  });
});
