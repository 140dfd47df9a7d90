export { durationMs, epochMicros } from './instants';
export { isoMillis } from './iso-millis';
export { nowIso } from './now';
export { parseTimestamp } from './parse-timestamp';
