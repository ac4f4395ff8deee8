import type { z } from 'zod';
import type { EventType, KkotgilEvent } from '../domain/index.ts';

/** One schema for each type of event. */
export type Schemas = Readonly<Record<EventType, z.ZodType>>;

type DataOf<Type extends EventType> = Extract<KkotgilEvent, { type: Type }>['data'];

/** The same type with every member written out and read-only: what counts is the shape, not how it was put together. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : { readonly [Name in keyof T]: Plain<T[Name]> };

/** True for one and the same type only; a missing, added, optional or wider member makes it false. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * The types of event whose schema and whose domain type are not the same shape; `never` when all agree. The domain can't import zod,
 * and the stored shape needs it, so each is written down once, and this keeps them together.
 */
export type Drift<S extends Schemas> =
  | { [Type in EventType]: Same<Plain<z.output<S[Type]>>, Plain<DataOf<Type>>> extends true ? never : Type }[EventType]
  | Exclude<keyof S, EventType>;

/**
 * The members of a type that another one lacks, has otherwise, or has beside it; `never` when both are the same shape. It keeps together
 * what has to be written down twice.
 */
export type Missing<A, B> = {
  [Name in keyof A | keyof B]: Name extends keyof A & keyof B
    ? Same<Plain<A[Name]>, Plain<B[Name]>> extends true
      ? never
      : Name
    : Name;
}[keyof A | keyof B];
