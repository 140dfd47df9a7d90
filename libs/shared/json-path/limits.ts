/** The longest expression, in UTF-16 units. */
export const MAX_PATH_LENGTH = 4_000;
/** The deepest nesting of brackets and parentheses within an expression. */
export const MAX_PATH_NESTING = 50;
/**
 * The most steps of one evaluation. A step is a node visited, or a part of one compared: 20 to 100 ns. `$..*..*..*` visits a number
 * of nodes that grows with the cube of the document.
 */
export const MAX_STEPS = 1_000_000;
