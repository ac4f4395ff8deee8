import type { StaffRole } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Logger } from '../platform/runtime/logger.ts';

const ROLES: readonly StaffRole[] = ['florist', 'operator'];

/**
 * In development there is one of each, with no password: they come in by the links that the greeting shows. Whoever has changed them
 * keeps that.
 */
export async function addDevPeople({ people }: Accounts): Promise<void> {
  for (const role of ROLES) await people.add({ name: role, role, password: null });
}

/** A way in for each of them, once; null for one who was disabled or renamed. */
export async function devLinks({ people, signIn }: Accounts, url: string): Promise<Record<StaffRole, string | null>> {
  const linkFor = async (role: StaffRole) => {
    const account = await people.named(role);
    if (account === null || account.disabled || account.role !== role) return null;
    return `${url}/sign-in/${await signIn.makeLink(account.accountId)}`;
  };
  return { florist: await linkFor('florist'), operator: await linkFor('operator') };
}

/** A shop in production whose people can't sign in yet says how they could. */
export async function tellOfNobody({ people }: Accounts, logger: Pick<Logger, 'warn'>): Promise<void> {
  if ((await people.all()).length > 0) return;
  const how = 'npm run people -- add <name> --role operator';
  logger.warn({ how }, 'nobody of the shop can sign in yet; add the first one');
}
