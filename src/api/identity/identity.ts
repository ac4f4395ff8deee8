import type { SignedIn } from '../../accounts/sessions.ts';
import type { OrderId } from '../../domain/ids.ts';

/** Who calls. A customer is known for one order only; of the shop's people it is known who they are unless they show a token. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'customer'; readonly orderId: OrderId }
  | { readonly kind: 'florist'; readonly person?: Person }
  | { readonly kind: 'operator'; readonly person?: Person };

/** Somebody of the shop, as far as commands need to know. */
export type Person = Pick<SignedIn, 'accountId' | 'name'>;

/** An identity that has to be shown. */
export type Role = Exclude<Identity['kind'], 'anonymous'>;

/** Who may call a route. */
export type Access = 'anyone' | readonly Role[];

export const anonymous: Identity = { kind: 'anonymous' };

/** Under which name Idempotency-Keys of this caller count. */
export function scopeOf(identity: Identity): string {
  if (identity.kind === 'customer') return `customer:${identity.orderId}`;
  const person = personOf(identity);
  return person === null ? identity.kind : `${identity.kind}:${person.accountId}`;
}

/** In which part somebody does something: whoever places an order is its customer. */
export function partOf(identity: Identity): Role {
  return identity.kind === 'anonymous' ? 'customer' : identity.kind;
}

/** Who did it, as events record it: the part, and the name of who is signed in, such as `florist:지은`. */
export function actorOf(identity: Identity): string {
  const person = personOf(identity);
  return person === null ? partOf(identity) : `${identity.kind}:${person.name}`;
}

/** Who it is by name; null for tokens and all who are not of the shop. */
function personOf(identity: Identity): Person | null {
  return (identity.kind === 'florist' || identity.kind === 'operator') && identity.person !== undefined
    ? identity.person
    : null;
}

/** The identity of who is signed in. */
export function identityOf({ role, accountId, name }: SignedIn): Identity {
  return { kind: role, person: { accountId, name } };
}
