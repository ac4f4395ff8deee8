import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.ts';

interface EntityTag {
  readonly weak: boolean;
  readonly tag: string;
}
/** What `If-Match` and `If-None-Match` hold: `*`, or some entity tags (RFC 9110, 13.1). */
type Condition = '*' | readonly EntityTag[];

const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;
const VERSION = /^[1-9]\d{0,8}$/;

/**
 * For which versions a change is meant by its `If-Match`; undefined for whatever there is. Only strong tags count.
 * @throws Problem 400 when it is neither `*` nor a list of entity tags.
 */
export function versionsMeant({ headers }: FastifyRequest): 'any' | readonly number[] | undefined {
  const sent = headers['if-match'];
  if (sent === undefined) return undefined;
  const condition = parse(sent);
  if (condition === null) {
    throw new Problem(400, 'INVALID_REQUEST', 'If-Match must be * or a list of entity tags, each in double quotes.');
  }
  if (condition === '*') return 'any';
  return condition.flatMap(({ weak, tag }) => (!weak && VERSION.test(tag) ? [Number(tag)] : []));
}

/** True when the caller holds this one already, by its `If-None-Match`. Weak and strong tags compare alike; what is no list says nothing. */
export function isKnown({ headers }: FastifyRequest, etag: string): boolean {
  const sent = headers['if-none-match'];
  const condition = sent === undefined ? null : parse(sent);
  if (condition === null) return false;
  return condition === '*' || condition.some(({ tag }) => `"${tag}"` === etag);
}

function parse(header: string): Condition | null {
  if (header.trim() === '*') return '*';
  // Commas within quotes separate nothing, and empty members don't count.
  const members = header.match(/(?:"[^"]*"?|[^",])+/g) ?? [];
  const tags: EntityTag[] = [];
  for (const member of members.map((one) => one.trim()).filter((one) => one !== '')) {
    const found = TAG.exec(member);
    if (found === null) return null;
    tags.push({ weak: found[1] !== undefined, tag: found[2] ?? '' });
  }
  return tags.length === 0 ? null : tags;
}
