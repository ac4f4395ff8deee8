import { createHmac } from 'node:crypto';
import type { CommandMeta } from '../platform/eventstore/handle-command.ts';
import { formatUuid, type IdSource } from '../platform/runtime/ids.ts';

/** A request as far as its idempotency goes. */
export interface KeyedRequest {
  /** Method and path, ids included: a key counts for one route of one thing. */
  readonly route: string;
  /** Who asks; anonymous callers share one scope. */
  readonly identity: string;
  readonly key: string;
  /** The body as it was understood, so that white space and the order of members don't count. */
  readonly body: unknown;
}

/** A command from outside: its metadata, and whether the caller named it by an Idempotency-Key. */
export interface CommandIdentity extends CommandMeta {
  readonly keyed: boolean;
}

/** The command of a request without an Idempotency-Key: new, and never recognised again. */
export function newCommand(ids: IdSource, actor: string): CommandIdentity {
  return { commandId: ids.next(), actor, keyed: false };
}

/**
 * The command of a request with an Idempotency-Key. The same route, identity and key give the same id on every machine that has
 * the secret, so twins race for one place in one stream; the digest tells a repeat from another body under the same key.
 */
export function keyedCommand(secret: Uint8Array, request: KeyedRequest, actor: string): CommandIdentity {
  const name = JSON.stringify([request.route, request.identity, request.key]);
  const digest = createHmac('sha256', secret)
    .update(`body\0${canonicalJson(request.body)}`)
    .digest('base64url');
  return { commandId: derivedId(secret, `command\0${name}`), actor, digest, keyed: true };
}

/** The id of the order that a command places: derived for a keyed command, so that its twin places the same order. */
export function orderIdFor(ids: IdSource, command: CommandIdentity): string {
  return command.keyed ? command.commandId : ids.next();
}

function derivedId(secret: Uint8Array, name: string): string {
  const bytes = createHmac('sha256', secret).update(name).digest();
  // UUID v8 (RFC 9562): the bits are ours, the version and variant are the standard's.
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return formatUuid(bytes);
}

/** JSON with members in the order of their names. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
