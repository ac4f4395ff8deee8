import type { Json, JsonObject } from '../event-store.ts';
import type { PersonalField, Role } from './personal.ts';

export type PersonalPlaces = ReadonlyMap<string, PersonalField | PersonalPlaces>;

interface PersonalTexts {
  readonly paths: string[];
  readonly texts: string[];
}

/** The texts are in the order of the body. */
export interface TakenOut {
  readonly open: JsonObject;
  readonly texts: ReadonlyMap<Role, PersonalTexts>;
}

/** Computed once for all bodies of a shape. */
export function placesOf(fields: readonly PersonalField[], depth = 0): PersonalPlaces {
  const places = new Map<string, PersonalField | PersonalPlaces>();
  for (const field of fields) {
    const [name = '', ...rest] = field.path.split('.').slice(depth);
    if (rest.length === 0) places.set(name, field);
    else if (!places.has(name)) {
      const within = [...field.path.split('.').slice(0, depth), name, ''].join('.');
      const inner = fields.filter(({ path }) => path.startsWith(within));
      places.set(name, placesOf(inner, depth + 1));
    }
  }
  return places;
}

/** What stood around the texts stays, if need be as an empty object; `null` stays too. */
export function takeOut(body: JsonObject, places: PersonalPlaces): TakenOut {
  const texts = new Map<Role, PersonalTexts>();
  const open = places.size === 0 ? body : withoutTexts(body, places, texts);
  return { open: texts.size === 0 ? body : open, texts };
}

function withoutTexts(body: JsonObject, places: PersonalPlaces, texts: Map<Role, PersonalTexts>): JsonObject {
  const open: Record<string, Json> = {};
  for (const [name, value] of Object.entries(body)) {
    const place = places.get(name);
    if (place === undefined || value === null) open[name] = value;
    else if ('path' in place) note(texts, place, value as string);
    else open[name] = withoutTexts(value as JsonObject, place, texts);
  }
  return open;
}

function note(texts: Map<Role, PersonalTexts>, { path, role }: PersonalField, text: string): void {
  const those = texts.get(role) ?? { paths: [], texts: [] };
  texts.set(role, those);
  those.paths.push(path);
  those.texts.push(text);
}
