declare module 'country-list-js' {
  interface Country {
    name: string;
    capital?: string;
  }
  const countryList: {
    /** The names of all countries. */
    names(): string[];
    findByName(name: string): Country | undefined;
    /** The country with an ISO 3166-1 alpha-2 code. */
    findByIso2(code: string): Country | undefined;
  };
  export default countryList;
}
