import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Recent } from '../../../src/platform/runtime/recent.ts';

/** The same by an array: the key that was used last stands at its end. */
class InALine {
  readonly #line: [key: number, value: number][] = [];
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get oldest() {
    return this.#line[0];
  }

  peek(key: number) {
    return this.#line.find(([one]) => one === key)?.[1];
  }

  get(key: number) {
    const value = this.peek(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: number, value: number) {
    this.delete(key);
    this.#line.push([key, value]);
    if (this.#line.length > this.#capacity) this.#line.shift();
  }

  delete(key: number) {
    const place = this.#line.findIndex(([one]) => one === key);
    if (place >= 0) this.#line.splice(place, 1);
  }
}

const key = fc.integer({ min: 0, max: 9 });
const call = fc.oneof(
  fc.record({ what: fc.constantFrom('get', 'peek', 'delete'), key }),
  fc.record({ what: fc.constant('set'), key, value: fc.integer({ min: 1, max: 99 }) }),
);

describe('what was used recently', () => {
  it('is kept in the order of its use, whatever is asked and done in which order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.array(call, { maxLength: 60 }), (capacity, calls) => {
        const [recent, expected] = [new Recent<number, number>(capacity), new InALine(capacity)];
        for (const each of calls) {
          if ('value' in each) {
            recent.set(each.key, each.value);
            expected.set(each.key, each.value);
          } else {
            const what = each.what as 'get' | 'peek' | 'delete';
            expect(recent[what](each.key)).toBe(expected[what](each.key));
          }
          expect(recent.oldest).toEqual(expected.oldest);
        }
        for (let each = 0; each < 10; each++) expect(recent.peek(each)).toBe(expected.peek(each));
      }),
    );
  });

  it('goes for one more in the same time, however many have come and gone', () => {
    const recent = new Recent<number, number>(20_000);
    let key = 0;
    const timeOf = (entries: number) => {
      const before = process.cpuUsage();
      for (let end = key + entries; key < end; key++) recent.set(key, key);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const filling = timeOf(20_000);
    const full = timeOf(60_000) / 3;
    expect(full).toBeLessThan(filling * 4 + 20_000);
  });
});
