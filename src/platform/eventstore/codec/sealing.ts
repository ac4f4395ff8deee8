import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Json, JsonObject } from '../event-store.ts';
import { openBox, type RandomBytes, sealBox } from '../keyring/box.ts';
import { ERASED, type Subjects } from '../recorded-event.ts';
import { putAt } from './paths.ts';
import type { Role } from './personal.ts';
import { quickCheckOf } from './quick-check.ts';
import type { TakenOut } from './take-out.ts';

/** The one member of a stored body that its schema lacks. */
const SEALED = '$sealed';

/** One person's texts in one event. Its `fields` let any version be opened without a schema; `box` is null if the key was gone already. */
const sealedPart = z.strictObject({ key: z.string(), fields: z.array(z.string()), box: z.string().nullable() });
const sealedParts = z.record(z.string(), sealedPart);
type SealedPart = z.output<typeof sealedPart>;
export type SealedParts = Readonly<Record<Role, SealedPart>>;

/** By id: `null` for a destroyed key, absent for a lost one. */
export type Keys = ReadonlyMap<string, KeyObject | null>;

/** Boxes are bound to it. */
export interface EventName {
  readonly id: string;
  readonly type: string;
}

const nothingSealed: SealedParts = {};
const nobody: Subjects = {};

const certainlyParts = quickCheckOf(sealedParts);

export function isSealed(body: JsonObject | null): boolean {
  return body?.[SEALED] !== undefined;
}

/** A malformed part names none: it shows as unreadable later. */
export function keyIdsIn(body: JsonObject | null): string[] {
  const keyIds: string[] = [];
  const parts = (body?.[SEALED] ?? nothingSealed) as Readonly<Record<string, JsonObject | null>>;
  for (const role in parts) {
    const key = parts[role]?.key;
    if (typeof key === 'string') keyIds.push(key);
  }
  return keyIds;
}

/** @throws Error when the parts are not as this codec writes them. */
export function sealedPartsOf(body: JsonObject): SealedParts {
  if (!isSealed(body)) return nothingSealed;
  const parts = body[SEALED];
  if (!certainlyParts(parts) && !sealedParts.safeParse(parts).success) throw new Error('its sealed part is malformed');
  return parts as unknown as SealedParts;
}

/** The same, unchecked, of a body that {@link sealBody} has made in this process. */
export function sealedPartsAsWritten(body: JsonObject): SealedParts {
  return isSealed(body) ? (body[SEALED] as unknown as SealedParts) : nothingSealed;
}

/** True when a person's key was destroyed before the body was sealed. */
export function readsAsErased(body: JsonObject): boolean {
  return Object.values(sealedPartsAsWritten(body)).some(({ box }) => box === null);
}

export function subjectsIn(parts: SealedParts): Subjects {
  if (parts === nothingSealed) return nobody;
  const subjects: Record<Role, string> = {};
  for (const role in parts) subjects[role] = (parts[role] as SealedPart).key;
  return subjects;
}

/** Puts each person's texts into one box. @throws TypeError when a person has no key, or one that the keyring does not know. */
export function sealBody(
  event: EventName,
  { open, texts: taken }: TakenOut,
  subjects: Subjects,
  keys: Keys,
  random: RandomBytes,
): JsonObject {
  if (taken.size === 0) return open;
  const parts: Record<Role, SealedPart> = {};
  for (const [role, { paths, texts }] of taken) {
    const key = subjects[role];
    if (key === undefined)
      throw new TypeError(`${event.type} has personal data of a ${role}, and no key of one was given`);
    const unwrapped = keys.get(key);
    if (unwrapped === undefined) throw new TypeError(`${event.type}: the keyring has no key ${key}`);
    const plain = Buffer.from(JSON.stringify(texts));
    const box = unwrapped && sealBox(unwrapped, plain, placeOf(event, role, paths), random).toString('base64');
    parts[role] = { key, fields: paths, box };
  }
  return { ...open, [SEALED]: parts as JsonObject };
}

/** Erased texts read as {@link ERASED}. @throws Error, without contents, when a box was changed or moved, or its key was lost. */
export function unsealBody(event: EventName, body: JsonObject, parts: SealedParts, keys: Keys): JsonObject {
  if (parts === nothingSealed) return body;
  const { [SEALED]: _, ...open }: Record<string, Json> = body;
  for (const [role, part] of Object.entries(parts)) {
    const texts = openPart(event, role, part, keys);
    for (const [index, path] of part.fields.entries()) putAt(open, body, path, texts?.[index] ?? ERASED);
  }
  return open;
}

/** In the order of its fields; `null` when erased. */
function openPart(event: EventName, role: Role, { key, fields, box }: SealedPart, keys: Keys): string[] | null {
  const unwrapped = keys.get(key);
  if (unwrapped === undefined) throw new Error(`key ${key} of its ${role} is missing from the key store`);
  if (unwrapped === null || box === null) return null;
  try {
    return JSON.parse(openBox(unwrapped, Buffer.from(box, 'base64'), placeOf(event, role, fields)).toString());
  } catch {
    throw new Error(`what is sealed for its ${role} does not open: it was changed, or moved from another event`);
  }
}

function placeOf({ id, type }: EventName, role: Role, fields: readonly string[]): string {
  let place = `${id}\n${type}\n${role}`;
  for (const field of fields) place += `\n${field}`;
  return place;
}
