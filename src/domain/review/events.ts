// The stored contract of a review's stream. A change here is a schema change: see CONTRIBUTING, "Change an event".
import type { DomainEvent } from '../decider.ts';

export type Rating = 1 | 2 | 3 | 4 | 5;

export type ReviewRequested = DomainEvent<'ReviewRequested', Record<string, never>>;
export type ReviewWritten = DomainEvent<'ReviewWritten', { readonly rating: Rating; readonly text: string }>;
/** The florist has read the review. */
export type ReviewChecked = DomainEvent<'ReviewChecked', Record<string, never>>;
/** The florist has answered the customer. */
export type ReviewReplied = DomainEvent<'ReviewReplied', { readonly text: string }>;

export type ReviewEvent = ReviewRequested | ReviewWritten | ReviewChecked | ReviewReplied;
