/** The beginnings of stream names that the server is to hand out. */
export function prefixesOf(categories: readonly string[]): string[] {
  return [...new Set(categories)].map((category) => `${category}-`);
}

/** Tells streams of these categories from all others. */
export function streamsOf(categories: readonly string[]): (streamId: string) => boolean {
  const prefixes = prefixesOf(categories);
  return (streamId) => prefixes.some((prefix) => streamId.startsWith(prefix));
}
