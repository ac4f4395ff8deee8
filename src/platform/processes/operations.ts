import type { Lag } from '../eventstore/lag.ts';
import type { Facts } from './process-manager.ts';

/** What a process manager waits for, for one instance. */
export interface OpenItemView {
  readonly instanceId: string;
  /** In a word of the process. */
  readonly waitingFor: string;
  /** The same in a sentence's words. */
  readonly what: string;
  /** Why it could not go on when it was last tried; null when nothing failed. */
  readonly cause: string | null;
  /** What an operator can do. */
  readonly advice: string;
  readonly since: string;
  readonly due: string;
  /** True when it should have come by now: somebody has to look. */
  readonly overdue: boolean;
  /** What else a person has to know; null when nothing. */
  readonly facts: Facts | null;
}

/** An instance that a process manager can't go on with, and why. */
export interface ParkedItemView {
  readonly instanceId: string;
  readonly reason: string;
  readonly advice: string;
  readonly since: string;
}

/** What an operator is told of something that waits: what it is, and what to do about it. */
export interface Words {
  readonly what: string;
  readonly advice: string;
}

/** The words in which operators are told of process managers. */
export interface OperatorWords {
  wordsFor(waitingFor: string): Words;
  parkedAdvice(process: string): string;
}

/** How many instances wait for one thing. */
export interface WaitCount {
  readonly waitingFor: string;
  readonly what: string;
  readonly open: number;
  readonly overdue: number;
}

/** One process manager as the operator sees it. */
export interface ProcessView {
  readonly name: string;
  /** Opaque position token's inside: the event up to which all was taken in. */
  readonly position: string;
  readonly lag: Lag;
  readonly inFlight: number;
  readonly open: readonly OpenItemView[];
  readonly openCount: number;
  readonly waits: readonly WaitCount[];
  readonly parked: readonly ParkedItemView[];
}

export type ParkedAnswer = 'done' | 'unknown-process' | 'not-parked' | 'must-be-kept';

/** What the operator's routes may ask of the process managers and tell them. */
export interface ProcessOperations {
  list(): Promise<readonly ProcessView[]>;
  /** Decides the parked instance anew. */
  retry(process: string, instanceId: string): Promise<ParkedAnswer>;
  /** Forgets the parked instance, until a new event of it comes. Refused while its state forbids that: `must-be-kept`. */
  skip(process: string, instanceId: string): Promise<ParkedAnswer>;
}
