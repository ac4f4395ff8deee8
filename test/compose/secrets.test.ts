import { describe, expect, it } from '@jest/globals';
import { deriveSecrets } from '../../src/compose/secrets.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Written down once, of a secret of 32 sevens. A change here would orphan every sealed event and every link. */
const PINNED = {
  links: '0c625b99a417480b4205fd4dac0550c3cbe613a8889fd550ecf504fd7d437ec0',
  idempotency: '169e59a6f50121a464f3c3cba057a1205cfb3e5820b22493788ed59e13710693',
  lookup: '78042a4152681232592f6972a0f14c896122a6f429049631f010aa3068f8d35f',
  accounts: 'a19e0e14440c393f7b94a10c612d00a0479375b6382e5c0591b2fb2791788ebb',
  forms: '7c78fb46acc81e18a1544e666c0d003c39877f372cc1ac79c9afbb904a4ea591',
  wrapping: 'a10647b0b7000d002d45afe19a8b371d4db18bbed0bcb6e100f636f3b2766d58',
};

describe('the keys of the program', () => {
  const secrets = deriveSecrets(new Uint8Array(32).fill(7));

  it('are 32 bytes each, and all different', () => {
    const keys = Object.values(secrets);
    expect(keys.map((key) => key.length)).toEqual([32, 32, 32, 32, 32, 32]);
    expect(new Set(keys.map(hex)).size).toBe(6);
  });

  it('follow from the secret: the same for ever, which stored data and sent links rely on', () => {
    expect(Object.fromEntries(Object.entries(secrets).map(([name, key]) => [name, hex(key)]))).toEqual(PINNED);
  });

  it('are others with another secret', () => {
    expect(hex(deriveSecrets(new Uint8Array(32).fill(8)).wrapping)).not.toBe(hex(secrets.wrapping));
  });

  it('are not made from a short secret', () => {
    expect(() => deriveSecrets(new Uint8Array(31))).toThrow(RangeError);
  });
});
