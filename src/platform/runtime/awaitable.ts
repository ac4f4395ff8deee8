/** What may be there already: a promise of it costs a turn, and garbage. */
export type Awaitable<T> = T | Promise<T>;
