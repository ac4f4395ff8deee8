import compress from '@fastify/compress';
import { fastifyCookie } from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import type { OrderId } from '../../domain/ids.ts';
import type { TrackingLinks } from '../../links/tracking-link.ts';
import { named } from '../../platform/runtime/named.ts';
import type { ApiDeps } from '../deps.ts';
import { anonymous } from '../identity/identity.ts';
import type { RateLimits } from '../identity/rate-limits.ts';
import { problemFrom } from '../problems/from-error.ts';
import { installNotFound, sendProblem } from '../problems/plugin.ts';
import { Problem } from '../problems/problem.ts';
import type { Api } from '../types.ts';
import { serveAssets } from './assets.ts';
import { pageCompression } from './compression.ts';
import type { CsrfTokens } from './csrf.ts';
import { designRoute } from './design.ts';
import { sendFaultPage, wantsPage } from './faults.ts';
import { giftRoute } from './gift.ts';
import { PageKit } from './kit.ts';
import { orderRoutes } from './order.ts';
import { OrderFormDesk, orderFormRoutes } from './order-form.ts';
import type { Shared } from './shared.ts';
import { smsInboxRoute } from './sms-inbox.ts';
import { serveStaffPages } from './staff/pages.ts';
import { storefrontRoute } from './storefront.ts';

/** Everything comes from here; nothing is run, styled or sent that does not lie in a file of ours. */
const directives = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
};
/** Nothing of a device is needed. */
const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';
/** Serves the pages for customers and for the shop's people, and tells of what is not there: people by a page, programs by a problem. */
export async function servePages(scope: Api, deps: ApiDeps, { limits, csrf, paths }: Shared): Promise<void> {
  await installPlugins(scope, deps);
  const kit = new PageKit(deps, csrf, await serveAssets(scope));
  // A form gets a page whatever it says that it takes; who asks for what is not there may be no browser at all.
  scope.setErrorHandler((error, request, reply) =>
    request.is404 && !wantsPage(request)
      ? sendProblem(problemFrom(error), request, reply)
      : sendFaultPage(kit, error, request, reply),
  );
  installNotFound(scope, paths, (problem, request, reply) =>
    wantsPage(request) ? sendFaultPage(kit, problem, request, reply) : sendProblem(problem, request, reply),
  );
  guard(scope, limits, csrf, deps.identities.links);

  scope.addHook('preHandler', () => kit.lookAtPictures());

  const forms = new OrderFormDesk(kit);
  storefrontRoute(scope, kit);
  orderFormRoutes(scope, kit, forms);
  orderRoutes(scope, kit, forms);
  giftRoute(scope, kit);
  if (deps.pages.simulated) designRoute(scope, kit);
  if (deps.pages.inbox !== null) smsInboxRoute(scope, kit, deps.pages.inbox);
  await scope.register(named('staff', (staff: Api) => serveStaffPages(staff, kit, { limits, csrf, paths })));
}

async function installPlugins(scope: Api, { config }: ApiDeps): Promise<void> {
  // What was said for data would win over what helmet says for pages.
  scope.addHook('onRequest', async (_request, reply) => {
    reply.removeHeader('content-security-policy');
  });
  await scope.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: config.publicUrl.startsWith('https:') && { maxAge: 31_536_000, includeSubDomains: false },
  });
  await scope.register(fastifyCookie);
  await scope.register(formbody);
  await scope.register(compress, pageCompression);
}

/** Every form needs its token, every order's page the order's own; guessing at either has its limit. */
function guard(scope: Api, limits: RateLimits, csrf: CsrfTokens, links: TrackingLinks): void {
  scope.decorateRequest('identity');
  scope.decorateRequest('openedOrder');
  scope.decorateRequest('signedIn', null);
  scope.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', PERMISSIONS);
    request.identity = anonymous;
    if (request.route.config.access !== undefined) await limits.called(request);
    const opened = openedBy(request.params as OrderParams, links);
    if (opened === null) {
      await limits.failed(request);
      throw new Problem(401, 'UNAUTHENTICATED', 'This link was not made here.');
    }
    if (opened !== undefined) {
      request.openedOrder = opened;
      reply.header('x-robots-tag', 'noindex, nofollow');
    }
  });
  scope.addHook('preHandler', async (request) => {
    if (request.method === 'POST' && !request.is404) csrf.demand(request, request.signedIn);
  });
}

interface OrderParams {
  readonly trackingToken?: string;
  readonly giftToken?: string;
}

/** The order that a page's address opens: null when the address was not made here, undefined when it is none of an order. */
function openedBy({ trackingToken, giftToken }: OrderParams, links: TrackingLinks): OrderId | null | undefined {
  if (trackingToken !== undefined) return links.orderOf(trackingToken);
  return giftToken === undefined ? undefined : links.orderOfGift(giftToken);
}
