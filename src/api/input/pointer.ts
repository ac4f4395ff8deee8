/** A JSON pointer (RFC 6901) to the member at this path; the empty pointer is the whole. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
