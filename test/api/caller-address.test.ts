import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { callerAddress, parseTrustedProxies } from '../../src/api/identity/caller-address.ts';

function addressOf(setting: string, remoteAddress: string, forwardedFor?: string): string {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor };
  return callerAddress(
    { headers, socket: { remoteAddress } } as unknown as IncomingMessage,
    parseTrustedProxies(setting),
  );
}

describe('a request counts for', () => {
  it.each<[what: string, setting: string, from: string, forwardedFor: string | undefined, expected: string]>([
    ['who opened the connection', 'none', '127.0.0.1', '203.0.113.9', '127.0.0.1'],
    ['whom one proxy names', '1', '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['whom one proxy names, whatever stood there before', '1', '127.0.0.1', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
    ['whom the second of two proxies names', '2', '127.0.0.1', '1.1.1.1, 203.0.113.9, 10.0.0.1', '203.0.113.9'],
    ['the proxy, where it names nobody', '1', '10.0.0.1', undefined, '10.0.0.1'],
    ['the proxy, where it names no address', '1', '10.0.0.1', 'unknown', '10.0.0.1'],
    ['the last true address, where one is missing', '3', '10.0.0.1', 'nonsense, 10.0.0.2', '10.0.0.2'],
    ['whom a known network names', '10.0.0.0/8', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['who is no known network', '10.0.0.0/8', '11.1.2.3', '203.0.113.9', '11.1.2.3'],
    ['whom the first stranger is', '10.0.0.0/8', '10.1.2.3', '10.9.9.9, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['whom the loopback names', 'loopback', '::ffff:127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['whom one of several networks names', 'loopback, 192.0.2.1', '192.0.2.1', '203.0.113.9', '203.0.113.9'],
    ['an address with a port', '1', '127.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    ['an address in brackets', '1', '127.0.0.1', '[2001:db8::1]:4711', '2001:db8:0:0::/64'],
    ['the network of an IPv6 address', 'none', '2001:DB8:1:2:3:4:5:6', undefined, '2001:db8:1:2::/64'],
    ['an IPv4 address however it is written', 'none', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
  ])('%s', (_what, setting, from, forwardedFor, expected) => {
    expect(addressOf(setting, from, forwardedFor)).toBe(expected);
  });
});

describe('the setting', () => {
  it.each(['', 'all', '-1', '1.5', '17', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0', 'loopback,', '::1/129', '10.0.0.0/'])(
    'is not %j',
    (text) => {
      expect(() => parseTrustedProxies(text)).toThrow(/must be none/);
    },
  );
});
