/** A longer wish is cut to this: nobody's header keeps work waiting for hours. */
const MAX_WAIT_MS = 10 * 60_000;
const MAX_HEADER_LENGTH = 64;

/**
 * What a `Retry-After` header asks to wait, in milliseconds, at most ten minutes: seconds (also with a fraction, as some servers
 * write it) or an HTTP date (RFC 9110, section 10.2.3).
 *
 * @param nowMs the time that a date is compared with, in milliseconds since 1970
 * @returns undefined without the header, or for one that is neither
 */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim();
  if (text === undefined || text === '' || text.length > MAX_HEADER_LENGTH) return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(Math.ceil(waitMs), 0), MAX_WAIT_MS);
}
