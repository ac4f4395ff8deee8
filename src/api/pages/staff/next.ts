import type { Area } from '../../../../web/staff/context.ts';

const LONGEST = 500;
const OURS = /^\/(?:shop|ops|sim)(?:[/?]|$)/;
const NOT_AGAIN = /^\/\w+\/(?:login|logout)\b/;

/** Where to go after signing in, if that is a page of the staff's own; the first page of the area for whatever else is wished for. */
export function safeNext(wish: string, area: Area): string {
  const home = `/${area}`;
  if (wish.length > LONGEST || !OURS.test(wish)) return home;
  // As a browser reads it: what looks like a path may lead to another host.
  const { origin, pathname, search } = new URL(wish, 'http://here');
  const path = pathname + search;
  return origin === 'http://here' && OURS.test(path) && !NOT_AGAIN.test(path) ? path : home;
}
