import type { Api } from '../../types.ts';
import type { PageKit } from '../kit.ts';
import type { Shared } from '../shared.ts';
import { accountRoutes } from './account.ts';
import { boardRoutes } from './board.ts';
import { counterRoutes } from './counter/routes.ts';
import { guardStaff } from './guard.ts';
import { StaffKit } from './kit.ts';
import { handbookRoutes } from './ops/handbook.ts';
import { logPageRoute } from './ops/log.ts';
import { overviewRoutes } from './ops/overview.ts';
import { paymentsRoutes } from './ops/payments.ts';
import { processesRoutes } from './ops/processes.ts';
import { storyRoute } from './ops/story.ts';
import { viewsRoutes } from './ops/views.ts';
import { peopleRoutes } from './people.ts';
import { privacyPageRoutes } from './privacy.ts';
import { signInRoutes } from './sign-in.ts';

/** The pages of the shop's people, each a function that registers its routes with `staffPage(role)`. */
const routes: readonly ((app: Api, kit: StaffKit) => void)[] = [
  // Everybody's.
  accountRoutes,
  // The florist's.
  boardRoutes,
  counterRoutes,
  // The operator's.
  overviewRoutes,
  viewsRoutes,
  processesRoutes,
  paymentsRoutes,
  logPageRoute,
  storyRoute,
  handbookRoutes,
  peopleRoutes,
  privacyPageRoutes,
];

/** Serves the pages of florists and operators. */
export async function serveStaffPages(scope: Api, pages: PageKit, { limits, paths }: Shared): Promise<void> {
  const kit = new StaffKit(pages, paths);
  guardStaff(scope, kit);
  signInRoutes(scope, kit, limits);
  for (const register of routes) register(scope, kit);
}
