import { TextField, WholeField } from '@assay/shared/http/fields';

/** Rows a list answers when `limit` is absent. */
export const DEFAULT_LIMIT = 50;
/** Most rows a list answers. */
export const MAX_LIMIT = 200;

/** The query of every list. */
export class PageQuery {
  @WholeField({
    description: 'How many rows to answer.',
    optional: true,
    min: 1,
    max: MAX_LIMIT,
    default: DEFAULT_LIMIT,
    keepsNull: false,
  })
  limit?: number;

  @TextField({
    description: 'Where to go on: the `next_cursor` of the page before, unchanged and with the same filters.',
    optional: true,
    keepsNull: false,
  })
  cursor?: string;
}

/** The answer of every list of `/v1`. */
export interface Page<Row> {
  items: Row[];
  /** `null` on the last page. */
  next_cursor: string | null;
  limit: number;
}

/**
 * Makes a page of rows that were fetched with `limit + 1`.
 * @param rows at most `limit + 1` rows in order
 * @param cursorAfter the cursor after a row
 */
export function pageOf<Row, Item>(
  rows: Row[],
  limit: number,
  item: (row: Row) => Item,
  cursorAfter: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(item), next_cursor: more ? cursorAfter(last) : null, limit };
}
