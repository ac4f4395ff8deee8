import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/mobile';

/** Countries by their ISO code; a number that names no country is of the first one. */
export type PhoneCountries = readonly [CountryCode, ...CountryCode[]];

/** Whose numbers can get an SMS of this shop. */
export const PHONE_COUNTRIES: PhoneCountries = ['KR'];

/** A mobile number of one of these countries as E.164; null for everything else. */
export function toMobileNumber(written: string, countries: PhoneCountries = PHONE_COUNTRIES): string | null {
  const phone = parsePhoneNumberFromString(written, { defaultCountry: countries[0], extract: false });
  // The metadata knows mobile numbers only, so what is valid is mobile.
  if (phone === undefined || phone.ext !== undefined || !phone.isValid()) return null;
  return phone.country !== undefined && countries.includes(phone.country) ? phone.number : null;
}
