import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { isUuid, uuidV5 } from '../../../src/platform/runtime/ids.ts';

const ID = '01998a3e-7c1f-7d2a-9b4e-3f5a6c7d8e9f';

describe('an id that follows from a name', () => {
  it('is that of RFC 9562, appendix A.4', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('is the one that others make of any name', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ unit: 'grapheme' }), (namespace, name) => {
        expect(uuidV5(namespace, name)).toBe(v5(name, namespace));
      }),
    );
  });

  it('is the one that others make of a long name, and does not keep anything of it', () => {
    for (const name of ['꽃'.repeat(200), 'short', '']) expect(uuidV5(ID, name)).toBe(v5(name, ID));
  });

  it.each(['order-1', '', `${ID.slice(0, -1)}g`, `${ID.slice(0, -2)}`, `${ID.slice(0, -1)}꽃`])(
    'needs a UUID to be within, and not %j',
    (namespace) => {
      expect(() => uuidV5(namespace, 'a step')).toThrow(TypeError);
    },
  );
});

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
