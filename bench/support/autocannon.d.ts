// The package brings no types of its own; this is the part that the benches use.
declare module 'autocannon' {
  export interface Result {
    readonly non2xx: number;
    readonly errors: number;
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
    readonly requests: { readonly average: number };
  }
  export default function autocannon(options: object): Promise<Result>;
}
