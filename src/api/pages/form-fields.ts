import { cleanText } from '../../domain/text.ts';

/** The fields of a form that was sent, each as text. */
export type FormFields = (name: string) => string;

/**
 * Reads a form's body. What can be no text of ours is taken out here, so that a field which shows nothing is empty to every check; and a
 * field that was sent more than once counts once.
 */
export function fieldsOf(body: unknown): FormFields {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  return (name) => {
    const sent = Object.hasOwn(fields, name) ? fields[name] : '';
    const value: unknown = Array.isArray(sent) ? sent[0] : sent;
    return typeof value === 'string' ? cleanText(value, 'lines') : '';
  };
}

/** More is no password, and is not looked at: characters of UTF-16. */
const LONGEST_PASSWORD = 800;

/** A password as it was typed: nothing is taken out of it. Empty where there is none. */
export function passwordOf(body: unknown, name: string): string {
  const fields = (body ?? {}) as Readonly<Record<string, unknown>>;
  const password = Object.hasOwn(fields, name) ? fields[name] : '';
  return typeof password === 'string' && password.length <= LONGEST_PASSWORD ? password : '';
}

/** The names of all fields that begin so, without that beginning. */
export function namesAfter(body: unknown, prefix: string): string[] {
  return Object.keys((body ?? {}) as object)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
}
