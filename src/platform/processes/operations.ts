import type { Lag } from '../eventstore/lag.ts';
import type { Amounts } from './process-manager.ts';

/** What a process manager waits for, for one order. */
export interface OpenItemView {
  readonly orderId: string;
  /** In the words of the process: `charge`, `florist-answer`, … */
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
  /** What was asked for and what was charged, of a disputed charge; null for everything else. */
  readonly amounts: Amounts | null;
}

/** An order that a process manager can't go on with, and why. */
export interface ParkedItemView {
  readonly orderId: string;
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

/** How many orders wait for one thing. */
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

export type ParkedAnswer = 'done' | 'unknown-process' | 'not-parked' | 'money-not-settled';

/** What the operator's routes may ask of the process managers and tell them. */
export interface ProcessOperations {
  list(): Promise<readonly ProcessView[]>;
  /** Decides the parked order anew. */
  retry(process: string, orderId: string): Promise<ParkedAnswer>;
  /** Forgets the parked order, until a new event of it comes. Refused for a payment whose money is not settled. */
  skip(process: string, orderId: string): Promise<ParkedAnswer>;
}
