import { RateLimiter } from './rate-limiter';

describe('RateLimiter', () => {
  it('allows a minute of requests at once and then one as often as they fill', () => {
    let now = 0;
    const limiter = new RateLimiter(60, () => now);
    for (let request = 0; request < 60; request += 1) expect(limiter.take('a').isAllowed).toBe(true);
    expect(limiter.take('a')).toEqual({
      isAllowed: false,
      limit: 60,
      remaining: 0,
      retryAfterSeconds: 1,
      resetSeconds: 60,
    });
    now += 999;
    expect(limiter.take('a').isAllowed).toBe(false);
    now += 1;
    expect(limiter.take('a').isAllowed).toBe(true);
    expect(limiter.take('a').isAllowed).toBe(false);
  });

  it('never holds more than a minute of requests', () => {
    let now = 0;
    const limiter = new RateLimiter(2, () => now);
    limiter.take('a');
    now += 3_600_000;
    expect(limiter.take('a').remaining).toBe(1);
  });

  it('says how long to wait for a slow rate', () => {
    const limiter = new RateLimiter(1, () => 0);
    limiter.take('a');
    expect(limiter.take('a').retryAfterSeconds).toBe(60);
  });

  it('keeps keys apart', () => {
    const limiter = new RateLimiter(1, () => 0);
    limiter.take('a');
    expect([limiter.take('a').isAllowed, limiter.take('b').isAllowed]).toEqual([false, true]);
  });
});
