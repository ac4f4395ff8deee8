import type { AllStreamSubscription, Position, ResolvedEvent } from '@eventstore/db-client';

/** Everything that a read brings. */
export async function collect(read: AsyncIterable<ResolvedEvent>): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  for await (const event of read) events.push(event);
  return events;
}

/** What a subscription has told so far, in order. */
export interface Followed {
  readonly signs: string[];
  readonly events: ResolvedEvent[];
  readonly errors: Error[];
}

/** Takes in what a subscription tells. */
export function follow(subscription: AllStreamSubscription): Followed {
  const followed: Followed = { signs: [], events: [], errors: [] };
  for (const sign of ['confirmation', 'caughtUp', 'fellBehind', 'end', 'close'] as const)
    subscription.on(sign, () => void followed.signs.push(sign));
  subscription.on('data', (event: ResolvedEvent) => void followed.events.push(event));
  subscription.on('error', (error: Error) => void followed.errors.push(error));
  return followed;
}

/** The number that a position stands for, after a look that both halves are the same. */
export function placeOf(position: Position | undefined): bigint {
  if (position === undefined || position.commit !== position.prepare) throw new Error(`not one place: ${position}`);
  return position.commit;
}

/** The number in the body of an event of the tests. */
export function numberOf({ event }: ResolvedEvent): number | undefined {
  return (event?.data as { n: number } | undefined)?.n;
}
