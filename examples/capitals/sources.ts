import countryJson from 'country-json/src/country-by-capital-city.json';
import countryList from 'country-list-js';
import worldCountries from 'world-countries';

/** A question with the answer that the reference data gives. */
export interface Question {
  readonly country: string;
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  readonly question: string;
  readonly capital: string;
}

/** Something that answers questions about capitals: here a data set, in your case a model. */
export interface AnswerSource {
  readonly name: string;
  answer(question: Question): string | undefined;
}

/** "What is the capital of …?" for every country of the package world-countries that has one. */
export function questions(): Question[] {
  return worldCountries.flatMap(({ name, cca2, capital }) => {
    const [first] = capital ?? [];
    return first === undefined
      ? []
      : [{ country: name.common, code: cca2, question: `What is the capital of ${name.common}?`, capital: first }];
  });
}

const cityByCountry = new Map(
  (countryJson as { country: string; city: string | null }[]).map((row) => [row.country, row.city ?? undefined]),
);

/** The package country-json: an older list, with local spellings. */
export const countryJsonSource: AnswerSource = {
  name: 'country-json',
  answer: ({ country }) => cityByCountry.get(country),
};

/** The package country-list-js: closer to the reference, without accents. */
export const countryListSource: AnswerSource = {
  name: 'country-list-js',
  answer: ({ code }) => countryList.findByIso2(code)?.capital?.trim() || undefined,
};
