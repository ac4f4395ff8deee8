import { describe, expect, it } from '@jest/globals';
import { BadConfig, readConfig } from '../src/config.ts';

const PRODUCTION = {
  NODE_ENV: 'production',
  KKOTGIL_SECRET: Buffer.alloc(32, 7).toString('base64'),
  KKOTGIL_FLORIST_TOKEN: 'a-florist-of-the-tests',
  KKOTGIL_OPERATOR_TOKEN: 'an-operator-of-the-tests',
  KKOTGIL_PUBLIC_URL: 'https://shop.example',
  PAYMENT_URL: 'https://payment.example',
  SMS_URL: 'https://sms.example',
};

function faultsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

describe('production', () => {
  it('starts with all that development makes by itself', () => {
    expect(faultsOf(PRODUCTION)).toEqual([]);
  });

  it('is refused without any of it, and all that is missing is listed at once', () => {
    expect(faultsOf({ NODE_ENV: 'production' })).toEqual(
      Object.keys(PRODUCTION)
        .filter((name) => name !== 'NODE_ENV')
        .map((name) => `${name}: is required in production`),
    );
  });

  it.each(Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'))('is refused without %s', (name) => {
    expect(faultsOf({ ...PRODUCTION, [name]: '' })).toEqual([`${name}: is required in production`]);
  });

  it('is refused without limits', () => {
    expect(faultsOf({ ...PRODUCTION, KKOTGIL_RATE_LIMIT: 'off' })).toEqual([
      'KKOTGIL_RATE_LIMIT: must not be off in production',
    ]);
  });
});

describe('settings that are faults', () => {
  it('hide no others', () => {
    expect(
      faultsOf({
        NODE_ENV: 'production',
        PORT: 'many',
        KKOTGIL_STORE: 'eventstoredb',
        KKOTGIL_FLORIST_REMIND_S: '600',
        KKOTGIL_FLORIST_REFUSE_S: '60',
        KKOTGIL_TRUST_PROXY: 'everybody',
        KKOTGIL_SESSION_IDLE_S: '7200',
        KKOTGIL_SESSION_MAX_S: '3600',
      }),
    ).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^PORT: /),
        expect.stringMatching(/^KKOTGIL_TRUST_PROXY: must be none, a number of proxies, or networks/),
        expect.stringMatching(/^KKOTGIL_FLORIST_REFUSE_S: /),
        'KKOTGIL_SESSION_MAX_S: must not be shorter than KKOTGIL_SESSION_IDLE_S',
        'EVENTSTOREDB_URL: is required with KKOTGIL_STORE=eventstoredb',
        'SMS_URL: is required in production',
        'KKOTGIL_PUBLIC_URL: is required in production',
      ]),
    );
  });

  it.each([
    'Production',
    'PRODUCTION',
    'prod',
    'production ',
    ' production',
    'production;',
    'live',
    'staging',
    'produktion',
  ])('the surroundings %j, which are production or not', (NODE_ENV) => {
    expect(faultsOf({ NODE_ENV })).toEqual([
      'NODE_ENV: must be one of development, test, production, in small letters',
    ]);
  });

  it.each(['production', 'development'])('one token for florist and operator, in %s', (NODE_ENV) => {
    const token = { KKOTGIL_FLORIST_TOKEN: 'one-token-for-both', KKOTGIL_OPERATOR_TOKEN: 'one-token-for-both' };
    expect(faultsOf({ ...PRODUCTION, ...token, NODE_ENV })).toEqual([
      'KKOTGIL_OPERATOR_TOKEN: must not be the florist’s token',
    ]);
  });

  it.each(['https://me:secret@shop.example', 'https://shop.example/?from=sms', 'https://shop.example/#top'])(
    'a public address to which no path can be added: %s',
    (KKOTGIL_PUBLIC_URL) => {
      expect(faultsOf({ KKOTGIL_PUBLIC_URL })).toEqual(['KKOTGIL_PUBLIC_URL: must have no user, no ? and no #']);
    },
  );

  it.each(['not an address', 'ftp://shop.example'])('no public address: %s', (KKOTGIL_PUBLIC_URL) => {
    expect(faultsOf({ KKOTGIL_PUBLIC_URL })).toEqual(['KKOTGIL_PUBLIC_URL: Invalid URL']);
  });

  it('a token that no header could carry', () => {
    expect(faultsOf({ KKOTGIL_FLORIST_TOKEN: 'with a space in it, and ü' })).toHaveLength(1);
  });
});
