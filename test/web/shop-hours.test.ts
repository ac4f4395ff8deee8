import { describe, expect, it } from '@jest/globals';
import { parseOpeningHours } from '../../src/domain/opening-hours.ts';
import { deliveryWindows, hoursWritten, isOpenAt, windowsLeft } from '../../web/shop-hours.ts';

describe('the windows in which flowers are brought', () => {
  it.each([
    ['09:00-20:00', ['10:00-13:00', '13:00-16:00', '16:00-19:00']],
    ['always', ['10:00-13:00', '13:00-16:00', '16:00-19:00', '19:00-22:00']],
    ['10:00-16:30', ['11:00-14:00', '14:00-16:30']],
    ['09:00-10:30', []],
    // The hours after midnight belong to the same day; a window never crosses it.
    ['22:00-06:00', ['00:00-03:00', '03:00-06:00']],
    ['12:00-24:00', ['13:00-16:00', '16:00-19:00', '19:00-22:00']],
  ])('of %s', (written, expected) => {
    expect(deliveryWindows(parseOpeningHours(written))).toEqual(expected);
  });

  it.each([
    ['09:59', ['10:00-13:00', '13:00-16:00', '16:00-19:00']],
    ['10:00', ['13:00-16:00', '16:00-19:00']],
    ['16:00', []],
  ])('are left at %s when they have not begun', (time, expected) => {
    expect(windowsLeft(parseOpeningHours('09:00-20:00'), time)).toEqual(expected);
  });

  it('are such that the API takes them', () => {
    for (let open = 0; open < 24; open++) {
      for (let close = 0; close <= 24; close++) {
        if (open === close) continue;
        const two = (hour: number) => String(hour).padStart(2, '0');
        for (const window of deliveryWindows(parseOpeningHours(`${two(open)}:00-${two(close)}:00`))) {
          expect(window).toMatch(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/);
          expect(window.slice(0, 5) < window.slice(6)).toBe(true);
        }
      }
    }
  });
});

describe('the opening hours', () => {
  it.each([
    ['09:00-20:00', '08:59', false],
    ['09:00-20:00', '09:00', true],
    ['09:00-20:00', '19:59', true],
    ['09:00-20:00', '20:00', false],
    ['22:00-06:00', '23:00', true],
    ['22:00-06:00', '05:59', true],
    ['22:00-06:00', '06:00', false],
    ['always', '03:00', true],
  ])('%s at %s: %s', (written, time, open) => {
    expect(isOpenAt(parseOpeningHours(written), time)).toBe(open);
  });

  it('are written for people', () => {
    expect(hoursWritten(parseOpeningHours('09:00-20:00'))).toBe('09:00–20:00');
    expect(hoursWritten(parseOpeningHours('10:00-24:00'))).toBe('10:00–24:00');
    expect(hoursWritten('always')).toBeNull();
  });
});
