import { type Category, ORDER_CATEGORIES } from '../../../domain/ids.ts';

/** What this program writes. The server's own streams, its projections' links and other programs' streams are left out. */
const OURS: readonly Category[] = ['menu', 'erasure', ...ORDER_CATEGORIES];

/** The beginnings of stream names that the server is to hand out. */
export function prefixesOf(categories: readonly Category[] = OURS): string[] {
  return [...new Set(categories)].map((category) => `${category}-`);
}

/** Tells streams of these categories from all others. */
export function streamsOf(categories?: readonly Category[]): (streamId: string) => boolean {
  const prefixes = prefixesOf(categories);
  return (streamId) => prefixes.some((prefix) => streamId.startsWith(prefix));
}
