import type { AnyEvent } from './recorded-event.ts';

/** A command that was refused: nothing is written. */
export interface Refusal {
  readonly rejected: true;
}

/** One kind of stream: its category, and its behaviour as pure and total functions. */
export interface Aggregate<State, Command, Event extends AnyEvent, No extends Refusal> {
  readonly category: string;
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  /** No events: the command changes nothing. */
  readonly decide: (command: Command, state: State) => readonly Event[] | No;
}
