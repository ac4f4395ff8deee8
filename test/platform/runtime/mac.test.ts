import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Mac } from '../../../src/platform/runtime/mac.ts';

const key = fc.uint8Array({ maxLength: 64 });
const message = fc.uint8Array({ maxLength: 600 });

describe('a MAC', () => {
  it('is that of the standard, whatever was asked for before', () => {
    fc.assert(
      fc.property(key, fc.array(message, { maxLength: 8 }), (bytes, messages) => {
        const mac = new Mac(bytes);
        for (const each of messages) expect(mac.of(each)).toEqual(createHmac('sha256', bytes).update(each).digest());
      }),
    );
  });

  it('takes no key that would have to be shortened', () => {
    expect(() => new Mac(new Uint8Array(65))).toThrow(RangeError);
  });
});
