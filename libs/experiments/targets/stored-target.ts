import { readJson } from '@assay/shared/json';
import type { SealedHeaders } from './target-headers';
import type { TargetRow } from './target.repository';
import type { TargetSettings } from './target-settings';

/** The settings of a stored target. */
export function settingsOf(row: Pick<TargetRow, 'settings'>): TargetSettings {
  return readJson(row.settings) as TargetSettings;
}

/** The sealed headers of a stored target. */
export function sealedHeadersOf(row: Pick<TargetRow, 'headers'>): SealedHeaders {
  return row.headers === null ? {} : (JSON.parse(row.headers) as SealedHeaders);
}
