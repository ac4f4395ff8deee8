import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { type Fault, invalid } from '../problems/problem.ts';
import { pointerTo } from './pointer.ts';

/** As many faults as one answer tells of. */
const MAX_FAULTS = 20;
const MAX_NAME_LENGTH = 60;

const subjects: Readonly<Record<string, string>> = {
  body: 'The body is not valid.',
  querystring: 'The query is not valid.',
  params: 'The path is not valid.',
};

/** Checks each part of a request against its zod schema, and hands on what the schema made of it. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart = '' }) =>
  (data: unknown) => {
    // Fastify hands over null for a part that is not there; a body that is null was refused before.
    const result = schema.safeParse(data ?? undefined);
    if (result.success) return { value: result.data };
    const faults = result.error.issues.flatMap(faultsOf).slice(0, MAX_FAULTS);
    return { error: invalid(subjects[httpPart] ?? 'The request is not valid.', faults) };
  };

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code !== 'unrecognized_keys') return [{ pointer: pointerTo(issue.path), detail: issue.message }];
  return issue.keys.slice(0, MAX_FAULTS).map((name) => ({
    pointer: pointerTo([...issue.path, name.slice(0, MAX_NAME_LENGTH)]),
    detail: 'is not known here',
  }));
}
