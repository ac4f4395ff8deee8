import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { OrderId } from '../domain/ids.ts';
import { formatUuid } from '../platform/runtime/ids.ts';
import { Recent } from '../platform/runtime/recent.ts';

const BODY_BYTES = 16 + 1;
const MAC_BYTES = 16;
const TOKEN_BYTES = BODY_BYTES + MAC_BYTES;
/** Part of the token, so that all links of an order could be replaced by those of a next generation. */
const GENERATION = 1;
const GOOD_TOKENS = 10_000;
const MADE_TOKENS = 10_000;

/** What a token opens. Each kind has a MAC of its own, so that one is never taken for the other. */
type Kind = 'order' | 'gift';
/** Said to the MAC before the body. Links of orders are made without, and have to work for ever. */
const PREFIXES: Readonly<Record<Kind, string>> = { order: '', gift: 'gift\0' };

/**
 * The customer's key to one order: order id, generation, and a MAC of 128 bits over both; and one for the recipient, which shows the
 * gift and nothing else. They are derived whenever they are needed and stored nowhere.
 */
export class TrackingLinks {
  readonly #secret: KeyObject;
  readonly #publicUrl: string;
  /** Tokens that were found good lately: a page that is followed asks with the same one again and again. */
  readonly #good = new Recent<string, OrderId>(GOOD_TOKENS);
  /** Tokens that were made lately: each message about an order carries the same one. */
  readonly #made = new Recent<OrderId, string>(MADE_TOKENS);

  /** @param publicUrl how links in messages begin, without a slash at the end. */
  constructor(secret: Uint8Array, publicUrl: string) {
    this.#secret = createSecretKey(secret);
    this.#publicUrl = publicUrl;
  }

  /** The token of an order, base64url. */
  tokenFor(orderId: OrderId): string {
    const known = this.#made.get(orderId);
    if (known !== undefined) return known;
    const token = this.#token('order', orderId);
    this.#made.set(orderId, token);
    return token;
  }

  /** The token that shows an order to its recipient: without a price, and without any say in it. */
  giftTokenFor(orderId: OrderId): string {
    return this.#token('gift', orderId);
  }

  /** The page that the recipient may see. */
  giftUrlFor(orderId: OrderId): string {
    return `${this.#publicUrl}/g/${this.giftTokenFor(orderId)}`;
  }

  /** The order that a gift token was made for, or null when it was not made here. Asks no store. */
  orderOfGift(token: string): OrderId | null {
    return this.#verified('gift', token);
  }

  #token(kind: Kind, orderId: OrderId): string {
    const token = Buffer.alloc(TOKEN_BYTES);
    token.write(orderId.replaceAll('-', ''), 'hex');
    token[16] = GENERATION;
    token.set(this.#mac(kind, token.subarray(0, BODY_BYTES)), BODY_BYTES);
    return token.toString('base64url');
  }

  /** The page on which the customer follows the order. */
  urlFor(orderId: OrderId): string {
    return this.urlOf(this.tokenFor(orderId));
  }

  /** The same page, by its token. */
  urlOf(token: string): string {
    return `${this.#publicUrl}/o/${token}`;
  }

  /** The order that a token was made for, or null when it was not made here. Asks no store. */
  orderOf(token: string): OrderId | null {
    const known = this.#good.get(token);
    if (known !== undefined) return known;
    const orderId = this.#verified('order', token);
    if (orderId !== null) this.#good.set(token, orderId);
    return orderId;
  }

  #verified(kind: Kind, token: string): OrderId | null {
    const bytes = Buffer.from(token, 'base64url');
    // The second test refuses other spellings of the same bytes.
    if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== token) return null;
    const body = bytes.subarray(0, BODY_BYTES);
    if (!timingSafeEqual(bytes.subarray(BODY_BYTES), this.#mac(kind, body))) return null;
    return body[16] === GENERATION ? formatUuid(body) : null;
  }

  #mac(kind: Kind, body: Uint8Array): Buffer {
    return createHmac('sha256', this.#secret).update(PREFIXES[kind]).update(body).digest().subarray(0, MAC_BYTES);
  }
}
