import { readJson } from '@assay/shared/json';
import type { SealedHeaders } from './target-headers';
import type { TargetRow } from './target.repository';
import type { TargetSettings } from './target-settings';

/** The settings of a target, with numbers as exact as they were sent. What is stored was checked when it was written. */
export function settingsOf(row: Pick<TargetRow, 'settings'>): TargetSettings {
  return readJson(row.settings) as TargetSettings;
}

/** Names of headers to sealed values; empty for a target without headers, and for one that is no HTTP endpoint. */
export function sealedHeadersOf(row: Pick<TargetRow, 'headers'>): SealedHeaders {
  return row.headers === null ? {} : (JSON.parse(row.headers) as SealedHeaders);
}
