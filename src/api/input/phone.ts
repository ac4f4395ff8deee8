import { z } from 'zod';
import type { ApiConfig } from '../deps.ts';
import { toMobileNumber, toPhoneNumber } from './phone-number.ts';

const MAX_LENGTH = 50;

/** A phone that can get an SMS, as E.164. Numbers without a country are of the first one. */
export function mobileNumber(countries: ApiConfig['phoneCountries']) {
  const what = `a mobile number of ${countries.join(', ')}`;
  return phone((written) => toMobileNumber(written, countries), what).meta({ examples: ['010-1234-5678'] });
}

/** Any phone, as E.164: a landline, a safe number, one of another country. Numbers without a country are of the first one. */
export function phoneNumber(countries: ApiConfig['phoneCountries']) {
  const what = `a phone number, with its country when that is not ${countries[0]}`;
  return phone((written) => toPhoneNumber(written, countries), what).meta({ examples: ['02-123-4567'] });
}

function phone(read: (written: string) => string | null, what: string) {
  return z
    .string()
    .max(MAX_LENGTH)
    .check((payload) => {
      if (payload.issues.length > 0) return;
      const e164 = read(payload.value);
      if (e164 === null) payload.issues.push({ code: 'custom', input: payload.value, message: `must be ${what}` });
      else payload.value = e164;
    })
    .meta({ description: `${what.charAt(0).toUpperCase()}${what.slice(1)}` });
}
