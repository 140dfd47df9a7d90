declare module 'country-list-js' {
  const countryList: {
    /** The country with an ISO 3166-1 alpha-2 code. */
    findByIso2(code: string): { name: string; capital?: string } | undefined;
  };
  export default countryList;
}
