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
