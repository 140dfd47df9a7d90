import { newId } from '@assay/shared/ids';
import { jsonText, rawJson } from '@assay/shared/json';
import { isoMillis } from '@assay/shared/time';
import type { ItemDto } from '../dto/item.dto';
import type { ItemRow } from './item.repository';
import type { ItemTexts, NewItem } from './item-writer.repository';

/** The values of an item as a request gives them; null and undefined are absent. */
export interface ItemValues {
  readonly input: unknown;
  readonly expected_output?: unknown;
  readonly metadata?: Record<string, unknown> | null;
}

/** On which surface an item is made. */
export interface ItemOrigin {
  /** Whether an expected output that spells assertions is read as such. */
  readonly readsAssertions: boolean;
}

/** Items of `/v1` and of every surface but that of use cases. */
export const PLAIN_ORIGIN: ItemOrigin = { readsAssertions: false };

/** An item to be stored, with a new id. */
export function newItem(values: ItemValues, { readsAssertions }: ItemOrigin): NewItem {
  return {
    id: newId(),
    input: jsonText(values.input),
    expectedOutput: textOrNull(values.expected_output),
    metadata: textOrNull(values.metadata),
    readsAssertions,
  };
}

/** JSON text of a value; null for null and undefined. */
export function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : jsonText(value);
}

/** The payloads of a stored revision. */
export function textsOf(row: ItemRow): ItemTexts {
  return { input: row.input, expectedOutput: row.expected_output, metadata: row.metadata };
}

/** Which revision of an item is shown; times as text of Postgres or ISO 8601. */
export interface ShownRevision {
  readonly id: string;
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** The answer for an item: payloads are spliced in as they are stored. */
export function shownItem(datasetId: string, revision: ShownRevision, texts: ItemTexts): ItemDto {
  return {
    id: revision.id,
    dataset_id: datasetId,
    input: rawJson(texts.input),
    expected_output: texts.expectedOutput === null ? null : rawJson(texts.expectedOutput),
    metadata: texts.metadata === null ? null : rawJson(texts.metadata),
    version: revision.version,
    created_at: isoMillis(revision.created_at),
    updated_at: isoMillis(revision.updated_at),
  };
}
