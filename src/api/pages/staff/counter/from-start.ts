import { BadCursor } from '../../../../projections/queries.ts';

/** A page of a list, and whether it is a further one; the first where the cursor was not made by it. */
export async function fromStart<Found extends object>(
  cursor: string | undefined,
  find: (cursor?: string) => Promise<Found>,
): Promise<Found & { readonly further: boolean }> {
  try {
    return { ...(await find(cursor)), further: cursor !== undefined };
  } catch (error) {
    if (!(error instanceof BadCursor)) throw error;
    return { ...(await find()), further: false };
  }
}
