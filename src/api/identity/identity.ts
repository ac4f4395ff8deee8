import type { OrderId } from '../../domain/ids.ts';

/** Who calls. A customer is known for one order only. */
export type Identity =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'customer'; readonly orderId: OrderId }
  | { readonly kind: 'florist' }
  | { readonly kind: 'operator' };

/** An identity that has to be shown. */
export type Role = Exclude<Identity['kind'], 'anonymous'>;

/** Who may call a route. */
export type Access = 'anyone' | readonly Role[];

export const anonymous: Identity = { kind: 'anonymous' };

/** Under which name Idempotency-Keys of this caller count. */
export function scopeOf(identity: Identity): string {
  return identity.kind === 'customer' ? `customer:${identity.orderId}` : identity.kind;
}

/** Who did it, as events record it: whoever places an order is its customer. */
export function actorOf(identity: Identity): Role {
  return identity.kind === 'anonymous' ? 'customer' : identity.kind;
}
