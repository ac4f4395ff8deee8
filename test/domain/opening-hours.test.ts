import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addOpenTime, type OpeningHours, parseOpeningHours } from '../../src/domain/opening-hours.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const daytime = parseOpeningHours('09:00-20:00');
const nightMarket = parseOpeningHours('23:30-12:00');

/** A moment, as the clock on the shop's wall shows it. */
const seoul = (text: string) => Date.parse(`2026-05-${text}:00+09:00`);

describe('opening hours are read from a setting', () => {
  it.each([
    ['09:00-20:00', { opensAt: 9 * HOUR, openFor: 11 * HOUR }],
    ['00:00-12:30', { opensAt: 0, openFor: 12.5 * HOUR }],
    ['18:00-24:00', { opensAt: 18 * HOUR, openFor: 6 * HOUR }],
    ['18:00-00:00', { opensAt: 18 * HOUR, openFor: 6 * HOUR }],
    ['23:30-12:00', { opensAt: 23.5 * HOUR, openFor: 12.5 * HOUR }],
  ])('%s', (text, hours) => expect(parseOpeningHours(text)).toEqual(hours));

  it.each(['always', '00:00-24:00'])('%s is day and night', (text) => {
    expect(parseOpeningHours(text)).toBe('always');
  });

  it.each([
    ['', /must be like 09:00-20:00/],
    ['nine to five', /must be like 09:00-20:00/],
    ['9:00-20:00', /must be like 09:00-20:00/],
    ['09:00-20:00 ', /must be like 09:00-20:00/],
    ['09:60-20:00', /can't begin/],
    ['24:00-10:00', /can't begin/],
    ['25:00-26:00', /can't begin/],
    ['09:00-24:01', /can't end/],
    ['09:00-09:00', /are empty; write always/],
    ['00:00-00:00', /are empty; write always/],
  ])('"%s" is refused', (text, message) => expect(() => parseOpeningHours(text)).toThrow(message));
});

describe('opening time passes', () => {
  it.each([
    ['within a day', daytime, '08T10:00', HOUR, '08T11:00'],
    ['up to the last moment of a day', daytime, '08T19:00', HOUR, '08T20:00'],
    ['on to the next morning', daytime, '08T19:50', HOUR, '09T09:50'],
    ['from the next opening on, when asked in the night', daytime, '08T22:00', HOUR, '09T10:00'],
    ['from this day’s opening on, when asked before it', daytime, '08T05:00', HOUR, '08T10:00'],
    ['over several days', daytime, '08T09:00', 23 * HOUR, '10T10:00'],
    ['not at all, for no time', daytime, '08T22:00', 0, '08T22:00'],
    ['over midnight in a night market', nightMarket, '08T23:30', HOUR, '09T00:30'],
    ['from the evening on, when a night market is asked at noon', nightMarket, '08T13:00', HOUR, '09T00:30'],
    ['like any time, when always open', 'always' as const, '08T23:50', HOUR, '09T00:50'],
  ])('%s', (_case, hours, from, duration, expected) => {
    expect(addOpenTime(hours, seoul(from), duration)).toBe(seoul(expected));
  });

  const anyHours = fc.oneof(
    fc.constant<OpeningHours>('always'),
    fc.record({
      opensAt: fc.integer({ min: 0, max: DAY / MINUTE - 1 }).map((minutes) => minutes * MINUTE),
      openFor: fc.integer({ min: 1, max: DAY / MINUTE - 1 }).map((minutes) => minutes * MINUTE),
    }),
  );
  const anyTime = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
  const anyDuration = fc.integer({ min: 0, max: 40 * DAY });

  it('adding twice is adding the sum', () => {
    fc.assert(
      fc.property(anyHours, anyTime, anyDuration, anyDuration, (hours, from, a, b) => {
        expect(addOpenTime(hours, addOpenTime(hours, from, a), b)).toBe(addOpenTime(hours, from, a + b));
      }),
    );
  });

  it('never takes less than the duration, and never stands still', () => {
    fc.assert(
      fc.property(anyHours, anyTime, anyDuration, (hours, from, duration) => {
        expect(addOpenTime(hours, from, duration)).toBeGreaterThanOrEqual(from + duration);
        expect(addOpenTime(hours, from, duration + 1)).toBeGreaterThan(addOpenTime(hours, from, duration));
      }),
    );
  });

  it('never ends while the shop is closed', () => {
    fc.assert(
      fc.property(anyHours, anyTime, anyDuration, (hours, from, duration) => {
        expect(isOpen(hours, addOpenTime(hours, from, duration + 1))).toBe(true);
      }),
    );
  });

  it('is what counting the open minutes one by one gives', () => {
    const minutes = fc.integer({ min: 0, max: 3 * 24 * 60 });
    fc.assert(
      fc.property(anyHours, anyTime, minutes, (hours, time, count) => {
        const from = Math.floor(time / MINUTE) * MINUTE;
        let counted = from;
        for (let open = 0; open < count && counted < from + 5 * DAY; counted += MINUTE) {
          if (isOpen(hours, counted + 1)) open++;
        }
        fc.pre(counted < from + 5 * DAY);
        expect(addOpenTime(hours, from, count * MINUTE)).toBe(counted);
      }),
      { numRuns: 50 },
    );
  });

  /** True from the first moment after the opening to the closing. */
  function isOpen(hours: OpeningHours, time: number): boolean {
    if (hours === 'always') return true;
    const sinceMidnight = (time + 9 * HOUR) % DAY;
    const sinceOpening = (sinceMidnight - hours.opensAt + DAY) % DAY;
    return sinceOpening > 0 && sinceOpening <= hours.openFor;
  }
});
