import { isServerId, newId } from './index';

describe('newId', () => {
  it('gives UUIDs of version 7 with the time in front', () => {
    const before = Date.now();
    const id = newId();
    const after = Date.now();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const madeAt = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(madeAt).toBeGreaterThanOrEqual(before);
    expect(madeAt).toBeLessThanOrEqual(after);
  });

  it('gives ids that sort in the order they were made, and none twice', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('draws new random bits for each', () => {
    const tails = Array.from({ length: 2_000 }, () => newId().slice(-10));
    expect(new Set(tails).size).toBe(tails.length);
  });
});

describe('isServerId', () => {
  it('knows ids of this server', () => {
    expect(isServerId(newId())).toBe(true);
    for (const text of ['', 'trace-1', newId().toUpperCase(), `${newId()}0`]) expect(isServerId(text)).toBe(false);
  });
});
