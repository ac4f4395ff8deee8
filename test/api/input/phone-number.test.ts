import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { type PhoneCountries, toMobileNumber, toPhoneNumber } from '../../../src/api/input/phone-number.ts';

const gap = fc.constantFrom('', '-', ' ', '--', '.');
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
/** Mobile numbers of Korea as they are typed, and what looks much like one. */
const typed = fc
  .tuple(
    fc.constantFrom('010', '+8210', '+82 10', '+82-10', '8210', '0082 10', '011', '070', '10'),
    gap,
    fc.oneof({ weight: 9, arbitrary: digits(4) }, { weight: 1, arbitrary: digits(3) }),
    gap,
    fc.oneof({ weight: 9, arbitrary: digits(4) }, { weight: 1, arbitrary: digits(5) }),
    fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(' ', '\n', 'x', '-') }),
  )
  .map((parts) => parts.join(''));

/** As the library reads it, in both respects. */
function asInLibrary(written: string, country: CountryCode) {
  const phone = parsePhoneNumberFromString(written.trim(), { defaultCountry: country, extract: false });
  if (phone === undefined || !phone.isValid() || /^\+8210\d{0,7}$/.test(phone.number)) return [null, null];
  return [phone.country === country && phone.getType() === 'MOBILE' ? phone.number : null, phone.number];
}

function asHere(written: string, country: CountryCode) {
  const countries: PhoneCountries = [country];
  return [toMobileNumber(written, countries), toPhoneNumber(written, countries)];
}

describe('a mobile number of Korea', () => {
  it('is read as the library reads it, however it is typed', () => {
    fc.assert(
      fc.property(typed, (written) => {
        expect(asHere(written, 'KR')).toEqual(asInLibrary(written, 'KR'));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is valid in each range that is', () => {
    for (let range = 0; range < 10_000; range += 3) {
      const written = `010-${String(range).padStart(4, '0')}-5678`;
      expect([written, ...asHere(written, 'KR')]).toEqual([written, ...asInLibrary(written, 'KR')]);
    }
  });

  it('is one of another country where the shop is there', () => {
    fc.assert(
      fc.property(typed, (written) => {
        expect(asHere(written, 'JP')).toEqual(asInLibrary(written, 'JP'));
      }),
    );
  });
});
