/** Prints rows as a table with aligned columns; numbers to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const texts = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...texts.map((row) => [...(row[column] ?? '')].length)));
  const isNumber = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[+-]?[\d.]*%?$/.test(String(row[column]))),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(texts[0] ?? []), rule, ...texts.slice(1).map(line)].join('\n');
}
