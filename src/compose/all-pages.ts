/** One page of a query, and where the next one begins; null after the last. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** All that a query finds, page after page. */
export async function* allPages<Item>(
  pageFrom: (cursor: string | undefined) => Promise<Page<Item>>,
): AsyncGenerator<Item> {
  for (let cursor: string | undefined; ; ) {
    const { items, nextCursor } = await pageFrom(cursor);
    yield* items;
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}
