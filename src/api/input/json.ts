import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { invalid, Problem } from '../problems/problem.ts';
import { knownPath } from './known-path.ts';
import { pointerTo } from './pointer.ts';

/** How deep arrays and objects may lie in each other. */
const MAX_DEPTH = 32;

/**
 * Reads a JSON body. Beyond the grammar it refuses what no reader downstream should have to think of: deep nesting, names that
 * reach for prototypes, text that can't be stored, numbers that are not what was written.
 * @param schema of the body that is asked for, where there is one: a fault is told by its names, and not by the caller's.
 * @throws Problem 400
 */
export function parseJson(bytes: Buffer, schema?: z.core.$ZodType): unknown {
  if (!isUtf8(bytes)) throw malformed('The body is not UTF-8.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw malformed('The body is not JSON.');
  }
  if (value === null) throw notValid([], 'must not be null');
  // Written as itself, every character of UTF-8 is text, and the grammar lets no NUL through: only an escape can be something else.
  const hasEscapes = bytes.includes(BACKSLASH);
  inspect(value, [], hasEscapes, (path, detail) => notValid(knownPath(schema, path), detail));
  return value;
}

const BACKSLASH = 0x5c;

type FaultAt = (path: readonly string[], detail: string) => Problem;

function inspect(value: unknown, path: string[], hasEscapes: boolean, faultAt: FaultAt): void {
  if (typeof value === 'string') {
    if (hasEscapes && !isStorable(value)) throw faultAt(path, 'holds a character that is not text');
    return;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0)) throw faultAt(path, 'is not a number that can be kept');
    return;
  }
  if (value === null || typeof value !== 'object') return;
  if (path.length >= MAX_DEPTH) throw malformed(`The body is nested more than ${MAX_DEPTH} deep.`);
  for (const name of Object.keys(value)) {
    if (name === '__proto__' || (name === 'constructor' && !Array.isArray(value)))
      throw malformed('A name is refused.');
    if (hasEscapes && !isStorable(name)) throw malformed('A name holds a character that is not text.');
    path.push(name);
    inspect((value as Readonly<Record<string, unknown>>)[name], path, hasEscapes, faultAt);
    path.pop();
  }
}

/** False for text that databases and message services choke on: a NUL, or half of a surrogate pair. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function malformed(detail: string): Problem {
  return new Problem(400, 'MALFORMED_JSON', detail);
}

function notValid(path: readonly PropertyKey[], detail: string): Problem {
  return invalid('The body is not valid.', [{ pointer: pointerTo(path), detail }]);
}
