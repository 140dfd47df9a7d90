import { retryAfterMs } from './index';

describe('Retry-After', () => {
  const NOW = Date.parse('2026-02-21T22:00:00Z');

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Sat, 21 Feb 2026 22:00:05 GMT', 5_000],
    ['Sat, 21 Feb 2026 21:00:00 GMT', 0],
    ['86400', 600_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('Retry-After %p is %p ms', (header, wait) => {
    expect(retryAfterMs(header, NOW)).toBe(wait);
  });
});
