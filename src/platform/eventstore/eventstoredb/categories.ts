/** Prefixes of stream names, for the server's filter. */
export function prefixesOf(categories: readonly string[]): string[] {
  return [...new Set(categories)].map((category) => `${category}-`);
}

export function streamsOf(categories: readonly string[]): (streamId: string) => boolean {
  const prefixes = prefixesOf(categories);
  return (streamId) => prefixes.some((prefix) => streamId.startsWith(prefix));
}
