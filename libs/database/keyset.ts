/** One sort key of a keyset page: an SQL expression and the type its cursor value is cast to. */
export interface SortKey {
  readonly expression: string;
  readonly type: 'timestamptz' | 'text' | 'uuid' | 'integer' | 'bigint' | 'double precision' | 'numeric';
}

/** How a list is sorted; the last key must be unique within the list. */
export interface KeysetOrder {
  readonly keys: readonly SortKey[];
  readonly direction: 'asc' | 'desc';
}

/**
 * Rows by the time at which they were made, the latest first.
 * @param alias of the table, which has `created_at` and `id`
 * @param idType what its ids are
 */
export function newestFirst(alias: string, idType: 'uuid' | 'text' = 'uuid'): KeysetOrder {
  return {
    keys: [
      { expression: `${alias}.created_at`, type: 'timestamptz' },
      { expression: `${alias}.id`, type: idType },
    ],
    direction: 'desc',
  };
}

/** `ORDER BY` with all keys in the direction of the list. */
export function orderBy(order: KeysetOrder): string {
  return `ORDER BY ${order.keys.map((key) => `${key.expression} ${order.direction}`).join(', ')}`;
}

/**
 * The condition that goes on after a cursor: all keys compared as one row value, so an index on them serves it.
 * @param firstParameter number of the first placeholder; as many follow as there are keys
 */
export function after(order: KeysetOrder, firstParameter: number): string {
  const columns = order.keys.map((key) => key.expression).join(', ');
  const values = order.keys.map((key, index) => `$${firstParameter + index}::${key.type}`).join(', ');
  return `(${columns}) ${order.direction === 'asc' ? '>' : '<'} (${values})`;
}
