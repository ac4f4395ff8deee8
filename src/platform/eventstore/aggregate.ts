import type { AnyEvent } from './recorded-event.ts';

/** A typed no to a command; nothing is written. What else it says is the program's. */
export interface Refusal {
  readonly rejected: true;
}

/** One kind of stream: its category, and the whole behaviour of what it tells of, as pure and total functions. */
export interface Aggregate<State, Command, Event extends AnyEvent, No extends Refusal> {
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** Events, none when the command changes nothing, or a no. */
  readonly decide: (command: Command, state: State) => readonly Event[] | No;
}
