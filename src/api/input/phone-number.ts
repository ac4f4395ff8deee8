import { createRequire } from 'node:module';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';
import { cleanText } from '../../domain/text.ts';

/** Countries by their ISO code; a number that names no country is of the first one. */
export type PhoneCountries = readonly [CountryCode, ...CountryCode[]];

/** Whose numbers can get an SMS of this shop. */
export const PHONE_COUNTRIES: PhoneCountries = ['KR'];

/** A letter that Koreans type for a dash. */
const TYPED_DASH = /ㅡ/g;
/** The library's plan of numbers is too generous here: behind 010 there are eight digits. */
const TOO_SHORT = /^\+8210\d{0,7}$/;
/** Mobile numbers as most people of Korea type them. All of them are valid, which the library takes a hundred times as long to say. */
const PLAIN_MOBILE = /^(?:010|\+82[- ]?10)[- ]?([0-46-9]\d{3})[- ]?(\d{4})$/;

/** A number that can get an SMS in one of these countries, as E.164; null for everything else. */
export function toMobileNumber(written: string, countries: PhoneCountries = PHONE_COUNTRIES): string | null {
  const plain = plainMobile(written, countries);
  if (plain !== null) return plain;
  const phone = parse(written, countries);
  if (phone?.country === undefined || !countries.includes(phone.country)) return null;
  const type = phone.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? phone.number : null;
}

/** A number that somebody can be called at, in any country when it names one, as E.164; null for what can't be one. */
export function toPhoneNumber(written: string, countries: PhoneCountries = PHONE_COUNTRIES): string | null {
  return plainMobile(written, countries) ?? parse(written, countries)?.number ?? null;
}

/** What the library reads in a plain mobile number of a Korean shop; null for every other one. */
function plainMobile(written: string, [country]: PhoneCountries): string | null {
  const plain = country === 'KR' ? PLAIN_MOBILE.exec(written) : null;
  return plain && `+8210${plain[1]}${plain[2]}`;
}

type Library = Pick<typeof import('libphonenumber-js/max'), 'parsePhoneNumberFromString'>;
let loaded: Library | null = null;

/** Ninety modules that no plain number needs: loaded for the first other one. */
function library(): Library {
  loaded ??= createRequire(import.meta.url)('libphonenumber-js/max') as Library;
  return loaded;
}

/** Reads a number as it was typed or pasted: with marks of direction and odd spaces and dashes, but nothing else beside it. */
function parse(written: string, countries: PhoneCountries): PhoneNumber | null {
  const typed = cleanText(written, 'line').replace(TYPED_DASH, '-');
  const phone = library().parsePhoneNumberFromString(typed, { defaultCountry: countries[0], extract: false });
  if (phone === undefined || phone.ext !== undefined || !phone.isValid()) return null;
  return TOO_SHORT.test(phone.number) ? null : phone;
}
