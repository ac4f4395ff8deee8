/** What a call expects of its stream: the revision of its last event, or a state. */
export type Expected = number | 'no-stream' | 'any' | 'stream-exists';

/** The stream is not where it was expected to be. */
export interface Conflict {
  readonly kind: 'conflict';
  readonly expected: Expected;
  readonly current: number | 'no-stream';
}

/** What comes of an append: revision and place of its last event, or why nothing was written. */
export type Appended =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number }
  | Conflict
  | { readonly kind: 'too-large' | 'tombstoned' | 'bad-request' };

/** What comes of a deletion. */
export type Deleted =
  | { readonly kind: 'success'; readonly position: number }
  | Conflict
  | { readonly kind: 'tombstoned' };
