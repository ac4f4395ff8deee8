import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { type Fault, invalid } from '../problems/problem.ts';
import { knownPath, namesAt } from './known-path.ts';
import { pointerTo } from './pointer.ts';

/** As many faults as one answer tells of. */
const MAX_FAULTS = 20;

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
    const faults = result.error.issues.slice(0, MAX_FAULTS).map((issue) => faultOf(schema, issue));
    return { error: invalid(subjects[httpPart] ?? 'The request is not valid.', faults) };
  };

/** Names what is ours alone: a name that nobody asked for may be somebody's. */
function faultOf(schema: z.ZodType, issue: z.core.$ZodIssue): Fault {
  const path = knownPath(schema, issue.path);
  if (issue.code !== 'unrecognized_keys') return { pointer: pointerTo(path), detail: issue.message };
  const known = namesAt(schema, path);
  const what = issue.keys.length === 1 ? 'a member that is' : `${issue.keys.length} members that are`;
  const names = known.length === 0 ? 'none is' : `known are ${known.join(', ')}`;
  return { pointer: pointerTo(path), detail: `has ${what} not known here; ${names}` };
}
