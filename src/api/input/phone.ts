import { parsePhoneNumberFromString } from 'libphonenumber-js/mobile';
import { z } from 'zod';
import type { ApiConfig } from '../deps.ts';

const MAX_LENGTH = 30;

/** A phone that can get an SMS, as E.164. Numbers without a country are of the first one. */
export function phoneNumber(countries: ApiConfig['phoneCountries']) {
  return z
    .string()
    .max(MAX_LENGTH)
    .transform((written, context) => {
      const e164 = toMobileNumber(written, countries);
      if (e164 !== null) return e164;
      context.addIssue({ code: 'custom', message: `must be a mobile number of ${countries.join(', ')}` });
      return z.NEVER;
    })
    .meta({ examples: ['010-1234-5678'], description: `A mobile number of ${countries.join(', ')}` });
}

function toMobileNumber(written: string, countries: ApiConfig['phoneCountries']): string | null {
  const phone = parsePhoneNumberFromString(written, { defaultCountry: countries[0], extract: false });
  // The metadata knows mobile numbers only, so what is valid is mobile.
  if (phone === undefined || phone.ext !== undefined || !phone.isValid()) return null;
  return phone.country !== undefined && countries.includes(phone.country) ? phone.number : null;
}
