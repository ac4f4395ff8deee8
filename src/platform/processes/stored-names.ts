import type { ParkedAnswer } from './operations.ts';
import type { Facts } from './process-manager.ts';

interface Named {
  readonly instanceId: string | null;
  readonly facts?: Facts;
}

/**
 * An item, a request or a note as it is kept. Two names are those of the first release, in which every instance was an order and every
 * fact an amount of money: what is kept stays readable, also by a process of an earlier release beside this one.
 */
export type Stored<Item extends Named> = Item extends Named
  ? Omit<Item, 'instanceId' | 'facts'> & { readonly orderId: Item['instanceId']; readonly amounts?: Facts }
  : never;

export function toStored<Item extends Named>({ instanceId, facts, ...rest }: Item): Stored<Item> {
  return { orderId: instanceId, ...rest, ...(facts && { amounts: facts }) } as Stored<Item>;
}

export function fromStored<Item extends Named>({ orderId, amounts, ...rest }: Stored<Item>): Item {
  return { instanceId: orderId, ...rest, ...(amounts && { facts: amounts }) } as unknown as Item;
}

/** An answer as it is kept for who has asked: `must-be-kept` is called as it was when money alone had to be. */
const STORED_ANSWERS = {
  done: 'done',
  'unknown-process': 'unknown-process',
  'not-parked': 'not-parked',
  'must-be-kept': 'money-not-settled',
} as const satisfies Record<ParkedAnswer, string>;
const ANSWERS = new Map(Object.entries(STORED_ANSWERS).map(([answer, stored]) => [stored, answer as ParkedAnswer]));

export function toStoredAnswer(answer: ParkedAnswer): string {
  return STORED_ANSWERS[answer];
}

/** Null for a word of another release. */
export function fromStoredAnswer(stored: string): ParkedAnswer | null {
  return ANSWERS.get(stored as (typeof STORED_ANSWERS)[ParkedAnswer]) ?? null;
}
