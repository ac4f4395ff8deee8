import { describe, expect, it } from '@jest/globals';
import { isUuid, uuidV5 } from '../../../src/platform/runtime/ids.ts';

const ID = '01998a3e-7c1f-7d2a-9b4e-3f5a6c7d8e9f';

describe('an id', () => {
  it.each([ID, uuidV5(ID, 'a step')])('is known as one: %s', (id) => {
    expect(isUuid(id)).toBe(true);
  });

  it.each(['', ID.toUpperCase(), ID.replaceAll('-', ''), `${ID}0`, ` ${ID}`, `${ID}\n`, 'order-1'])(
    'is not %j',
    (text) => {
      expect(isUuid(text)).toBe(false);
    },
  );
});
