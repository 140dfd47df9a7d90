/**
 * Folds the case of a text, so that texts which differ in case only become equal; the same on every machine and in every
 * locale.
 *
 * Lower and then upper case, because neither alone is enough: upper case leaves the Kelvin sign apart from `k`, and lower case
 * makes two letters of a Greek sigma by its place in the word, so that a part of a word would not be found in it. The result
 * of a part is always a part of the result. As in Unicode's full case folding `ß` is `ss`; unlike there the dotless `ı` is `i`.
 */
export function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase();
}
