/** An event on its way in. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** A record of `$all`. Its commit and its prepare position are the same, as on a server. */
export interface StoredRecord extends Proposed {
  readonly streamId: string;
  readonly revision: number;
  readonly position: number;
  /** Milliseconds since 1970. */
  readonly created: number;
}
