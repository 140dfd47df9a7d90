/** Part of a list by position: for surfaces whose pages have numbers. Costs what it skips, unlike a keyset page. */
export interface Slice {
  /** Rows to skip. */
  readonly offset: number;
  /** Most rows to give. */
  readonly count: number;
}

/** Part of a list, with the length of the whole. */
export interface Sliced<Row> {
  readonly total: number;
  readonly rows: Row[];
}

/** The rows of a statement that joins the total to every row; one row without an id when the slice is empty. */
export function slicedRows<Row extends { id: string | null }>(rows: (Row & { total: number })[]): Sliced<Row> {
  return { total: rows[0]?.total ?? 0, rows: rows.filter((row) => row.id !== null) };
}
