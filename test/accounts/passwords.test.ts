import { describe, expect, it } from '@jest/globals';
import { faultOfPassword, ScryptHasher, TooBusy } from '../../src/accounts/passwords.ts';
import { systemRandom } from '../../src/platform/runtime/system.ts';

const CHEAP = { ln: 4, r: 8, p: 1 };
const hasher = () => new ScryptHasher(systemRandom, CHEAP);

describe('a password', () => {
  it.each([
    ['열두자나되는긴비밀번호', null],
    ['correct horse battery', null],
    ['짧아요', 'short'],
    ['🌷🌷🌷🌷🌷', 'short'],
    ['aaaaaaaaaaaa', 'plain'],
    ['abababababab', 'plain'],
    ['minji-2026-minji', 'like-name'],
    ['x1y2z3w4v5'.repeat(21), 'long'],
  ])('%s: %s', (password, fault) => {
    expect(faultOfPassword(password, 'MinJi')).toBe(fault);
  });
});

describe('what a password is checked by', () => {
  it('is another one each time, and says how it was made', async () => {
    const [first, second] = [await hasher().hash('진달래 꽃 서른 송이'), await hasher().hash('진달래 꽃 서른 송이')];
    expect(first).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(second).not.toBe(first);
  });

  it('knows it, however a keyboard composes it, and no other', async () => {
    const hash = await hasher().hash('꽃길'.normalize('NFD'));
    expect(await hasher().verify('꽃길', hash)).toBe(true);
    expect(await hasher().verify('꽃 길', hash)).toBe(false);
    expect(await hasher().verify('', hash)).toBe(false);
  });

  it('goes by the cost that it was made with', async () => {
    const hash = await new ScryptHasher(systemRandom, { ln: 5, r: 4, p: 2 }).hash('꽃길');
    expect(await hasher().verify('꽃길', hash)).toBe(true);
  });

  it('is nothing where there is no password: no password is right', async () => {
    expect(await hasher().verify('', null)).toBe(false);
  });

  it.each([
    '',
    'plain text',
    '$scrypt$ln=30,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('is a fault of the store when it is none: %j', async (stored) => {
    await expect(hasher().verify('꽃길', stored)).rejects.toThrow(/can’t be read/);
  });

  it('is made a few at a time; who comes when too many wait is told', async () => {
    const many = hasher();
    const results = await Promise.allSettled(Array.from({ length: 60 }, () => many.hash('꽃길')));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(60 - 18);
    expect(refused[0]?.reason).toBeInstanceOf(TooBusy);
    expect(await many.verify('꽃길', await many.hash('꽃길'))).toBe(true);
  });
});
