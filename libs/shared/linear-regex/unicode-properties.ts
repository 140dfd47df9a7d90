/** Long names of general categories (Unicode Standard Annex 44, table 12) to the short ones that the engine knows. */
const CATEGORY_CODES = new Map(
  Object.entries({
    Letter: 'L',
    Cased_Letter: 'LC',
    Uppercase_Letter: 'Lu',
    Lowercase_Letter: 'Ll',
    Titlecase_Letter: 'Lt',
    Modifier_Letter: 'Lm',
    Other_Letter: 'Lo',
    Mark: 'M',
    Nonspacing_Mark: 'Mn',
    Spacing_Mark: 'Mc',
    Enclosing_Mark: 'Me',
    Number: 'N',
    Decimal_Number: 'Nd',
    Letter_Number: 'Nl',
    Other_Number: 'No',
    Punctuation: 'P',
    Connector_Punctuation: 'Pc',
    Dash_Punctuation: 'Pd',
    Open_Punctuation: 'Ps',
    Close_Punctuation: 'Pe',
    Initial_Punctuation: 'Pi',
    Final_Punctuation: 'Pf',
    Other_Punctuation: 'Po',
    Symbol: 'S',
    Math_Symbol: 'Sm',
    Currency_Symbol: 'Sc',
    Modifier_Symbol: 'Sk',
    Other_Symbol: 'So',
    Separator: 'Z',
    Space_Separator: 'Zs',
    Line_Separator: 'Zl',
    Paragraph_Separator: 'Zp',
    Other: 'C',
    Control: 'Cc',
    Format: 'Cf',
    Private_Use: 'Co',
  }),
);

/**
 * The engine's name for what stands in JavaScript's `\p{…}`: `Letter` is `L`, `gc=Lu` is `Lu`, `Script=Greek` is `Greek`.
 * Other names pass unchanged; the engine knows scripts, categories and binary properties by name, or refuses.
 */
export function enginePropertyName(name: string): string {
  const value = /^(?:General_Category|gc|Script|sc)=(.+)$/.exec(name)?.[1] ?? name;
  return CATEGORY_CODES.get(value) ?? value;
}
