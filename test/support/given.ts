import { describe, expect, it } from '@jest/globals';
import { type Decider, type DomainEvent, fold, isRejection, type RejectionCode } from '../../src/domain/decider.ts';

/** What a specification expects: these events, none, or a typed no. */
export type Outcome<Event> = readonly Event[] | { readonly rejected: RejectionCode };

/** The command is refused with this code. */
export function rejects(code: RejectionCode): { readonly rejected: RejectionCode } {
  return { rejected: code };
}

/** It is so already: no events. */
export const nothingHappens: readonly never[] = [];

/** One command of each type of a union, by its type. A command that is added to the union does not compile until it is here. */
export type OneOfEach<Message extends { readonly type: string }> = {
  readonly [Type in Message['type']]: Extract<Message, { type: Type }>;
};

/**
 * A sentence of a specification: `given(decider, history).when(command).leadsTo(events)`.
 * The last part is not called `then`, because an object with a `then` is taken for a promise.
 */
export function given<State, Command, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  history: readonly Event[],
) {
  return {
    when: (command: Command) => ({
      leadsTo(expected: Outcome<Event>): void {
        const decision = decider.decide(command, fold(decider, history));
        expect(isRejection(decision) ? rejects(decision.code) : decision).toStrictEqual(expected);
      },
    }),
  };
}

/** The whole truth of a decider: each history against each command. A cell that is missing does not compile. */
export interface TruthTable<State, Command, Event extends DomainEvent, Given extends string, When extends string> {
  readonly decider: Decider<State, Command, Event>;
  readonly given: Readonly<Record<Given, readonly Event[]>>;
  readonly when: Readonly<Record<When, Command>>;
  readonly outcomes: Readonly<Record<NoInfer<Given>, Readonly<Record<NoInfer<When>, Outcome<NoInfer<Event>>>>>>;
}

/** Makes one test of each cell. */
export function specify<State, Command, Event extends DomainEvent, Given extends string, When extends string>(
  table: TruthTable<State, Command, Event, Given, When>,
): void {
  const { decider, outcomes } = table;
  describe.each(Object.keys(table.given) as Given[])('given %s', (situation) => {
    const cells = Object.keys(table.when).map((command) => {
      const outcome = outcomes[situation][command as When];
      return [command as When, inWords(outcome), outcome] as const;
    });
    it.each(cells)('when %s, then %s', (command, _words, outcome) => {
      given(decider, table.given[situation]).when(table.when[command]).leadsTo(outcome);
    });
  });
}

function inWords(outcome: Outcome<DomainEvent>): string {
  if ('rejected' in outcome) return `it is rejected: ${outcome.rejected}`;
  return outcome.map(({ type }) => type).join(', ') || 'nothing happens';
}
