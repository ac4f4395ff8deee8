import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv4 } from 'node:net';

/** Whether a proxy is believed when it says for whom it asks. `hop` is 0 for whoever opened the connection, 1 for the one it names. */
export type TrustedProxies = (address: string, hop: number) => boolean;

/** Nobody is believed: callers are who opens the connection. */
export const noTrustedProxies: TrustedProxies = () => false;

const MAX_HOPS = 16;
const GROUPS_OF_NETWORK = 4;

/** Names for networks that are the same everywhere. */
const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Reads `KKOTGIL_TRUST_PROXY`: `none`, how many proxies there are, or which networks they are in.
 * @throws Error that says what is wrong.
 */
export function parseTrustedProxies(text: string): TrustedProxies {
  const written = text.trim();
  if (written === 'none') return noTrustedProxies;
  if (/^\d+$/.test(written)) return hops(Number(written));
  const known = new BlockList();
  for (const part of written.split(',').map((one) => one.trim())) {
    for (const network of NETWORKS[part] ?? [part]) add(known, network);
  }
  return (address) => known.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function hops(count: number): TrustedProxies {
  if (count === 0) return noTrustedProxies;
  if (count > MAX_HOPS) throw new Error(`must be none, or 1 to ${MAX_HOPS} proxies`);
  return (_address, hop) => hop < count;
}

function add(known: BlockList, network: string): void {
  const [address = '', bits, ...more] = network.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const length = bits === undefined ? most : Number(bits);
  const fits = version !== 0 && more.length === 0 && /^\d{1,3}$/.test(bits ?? '0') && length <= most;
  if (!fits) {
    const names = Object.keys(NETWORKS).join(', ');
    throw new Error(`must be none, a number of proxies, or networks like 10.0.0.0/8,${names}; not "${network}"`);
  }
  known.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
}

/**
 * The address that a request counts for: whoever opened the connection, or, as far as proxies are trusted, the one that they name in
 * `X-Forwarded-For`. What stands there before that may be anybody's invention, and what is no address ends the search.
 * Of an IPv6 address its network counts (/64): one caller has all of it.
 */
export function callerAddress({ headers, socket }: IncomingMessage, trusted: TrustedProxies): string {
  let address = plain(socket.remoteAddress ?? '');
  const named = String(headers['x-forwarded-for'] ?? '').split(',');
  for (let hop = 0; named.length > 0 && isIP(address) !== 0 && trusted(address, hop); hop++) {
    const before = plain(named.pop() ?? '');
    if (isIP(before) === 0) break;
    address = before;
  }
  return isIP(address) === 6 ? networkOf(address) : address;
}

/** Without what some proxies write around an address: spaces, brackets, a port, the prefix of IPv4 in IPv6. */
function plain(written: string): string {
  const text = written.trim();
  const bare = /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  const mapped = /^::ffff:([\d.]+)$/i.exec(bare)?.[1];
  return mapped !== undefined && isIPv4(mapped) ? mapped : bare.replace(/%.*$/, '');
}

function networkOf(address: string): string {
  // The URL parser writes an address in its one short form.
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return `${groups.slice(0, GROUPS_OF_NETWORK).join(':')}::/64`;
}
