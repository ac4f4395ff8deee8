import type { StaffRole } from '../../../src/accounts/account.ts';
import type { TestApi } from './api.ts';
import { fieldsOf, Window } from './window.ts';

export const PASSWORD = '진달래 꽃 서른 송이';

/** Somebody of the shop, who can sign in. */
export async function addPerson(api: TestApi, name: string, role: StaffRole): Promise<string> {
  const account = await api.accounts.people.add({ name, role, password: PASSWORD });
  if (account === null) throw new Error(`${name} is there already`);
  return account.accountId;
}

/** A browser in which somebody of the shop has signed in, by the form. The person is added. */
export async function signedIn(api: TestApi, name: string, role: StaffRole): Promise<Window> {
  await addPerson(api, name, role);
  const window = new Window(api);
  const path = role === 'operator' ? '/ops/login' : '/shop/login';
  const fields = { ...fieldsOf(await window.get(path), path), name, password: PASSWORD };
  const { status } = await window.post(path, fields);
  if (status !== 303) throw new Error(`${name} could not sign in: ${status}`);
  return window;
}

/** The token by which scripts of a page call the API (`x-csrf-token`). */
export function scriptToken({ text }: { readonly text: string }): string {
  const token = /<meta name="csrf-token" content="([^"]*)">/.exec(text)?.[1];
  if (token === undefined) throw new Error('the page has no token');
  return token;
}
