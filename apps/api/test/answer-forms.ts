/** An id that the server made: a UUID of version 7 (RFC 9562). */
export const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** A time as answers have it: UTC, with milliseconds. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Stands in an expected answer for any id of the server. */
export const anyId: unknown = expect.stringMatching(UUID_V7);
/** Stands in an expected answer for any time. */
export const anyTime: unknown = expect.stringMatching(TIME);
