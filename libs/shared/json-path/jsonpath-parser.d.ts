/** The subpath has types, which this project's module resolution does not look up. */
declare module 'jsonpath-rfc9535/parser' {
  import type { JsonPathQuery } from 'jsonpath-rfc9535/dist/esm/parser/ast';

  export type * from 'jsonpath-rfc9535/dist/esm/parser/ast';
  /** @throws an `Error` with a `location` when the expression does not follow the grammar of RFC 9535 */
  export default function parse(expression: string): JsonPathQuery;
}
