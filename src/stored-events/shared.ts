import { z } from 'zod';
import { CANCELLED_BY } from '../domain/order/index.ts';
import { personal } from './personal.ts';
import { bilingualOf, shapesOf } from './shapes.ts';

/** Whole won, from 0 up. */
export const won = z.int().nonnegative();
/** Counts from 1. */
export const count = z.int().positive();
export const cancelledBy = z.enum(CANCELLED_BY);
/** What views and answers say too, as it is stored. */
export const shapes = shapesOf({ won, count, bilingual: z.strictObject(bilingualOf(z.string())), personal });
/** The body of an event that says all by its type. */
export const empty = z.strictObject({});
