import { z } from 'zod';
import { toMobileNumber } from '../../application/mobile-number.ts';
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
