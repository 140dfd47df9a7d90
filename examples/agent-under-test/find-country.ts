/** A country as the agent knows it. */
export interface Country {
  readonly name: string;
  readonly capital: string;
}

/** Finds the country that a question is about. */
export type FindCountry = (question: string, countries: readonly Country[]) => Country | undefined;

/**
 * Version 1 takes the first country whose name stands in the question. "Nigeria" holds "Niger", "American Samoa" holds
 * "Samoa", and "Réunion" does not hold "Reunion": a bug that few would find by trying some questions.
 */
export const findCountryV1: FindCountry = (question, countries) =>
  countries.find(({ name }) => question.includes(name));

/** Version 2 reads letters without accents, and takes the longest name that stands in the question. */
export const findCountryV2: FindCountry = (question, countries) => {
  const text = plain(question);
  return countries
    .filter(({ name }) => text.includes(plain(name)))
    .reduce<Country | undefined>(
      (best, each) => (each.name.length > (best?.name.length ?? 0) ? each : best),
      undefined,
    );
};

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
