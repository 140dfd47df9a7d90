declare module 'country-list-js' {
  /** The country with an ISO 3166-1 alpha-2 code. */
  function findByIso2(code: string): { name: string; capital?: string } | undefined;
  const countryList: { findByIso2: typeof findByIso2 };
  export default countryList;
}
