/** Who calls. All who send something by a cookie send the page's token with it, but for `no token of the page`. */
export const WHO = [
  'nobody',
  'forger',
  'customer',
  'another customer',
  'customer’s browser',
  'another customer’s browser',
  'florist’s token',
  'operator’s token',
  'florist signed in',
  'operator signed in',
  /** An operator who is signed in; by a page of another site, say. */
  'no token of the page',
  /** An operator whose session has ended. */
  'signed out',
] as const;
export type Who = (typeof WHO)[number];

/** `in`: the request came through to the route. `sign-in`: a browser was sent to the form. Otherwise the status that kept it out. */
export type Outcome = 'in' | 'sign-in' | 401 | 403 | 404;
export type Cells = Readonly<Record<Who, Outcome>>;

/** What each gets, where the thing is there that is asked for; and where it applies, when there is none, or its link was made up. */
export interface Row {
  readonly there: Cells;
  readonly none?: Cells;
  readonly forged?: Cells;
}

function all(outcome: Outcome): Cells {
  return Object.fromEntries(WHO.map((who) => [who, outcome])) as Cells;
}

// Operations, which programs call by tokens and pages by cookies.
const anyone: Cells = {
  nobody: 'in',
  forger: 401,
  customer: 'in',
  'another customer': 'in',
  'customer’s browser': 'in',
  'another customer’s browser': 'in',
  'florist’s token': 'in',
  'operator’s token': 'in',
  'florist signed in': 'in',
  'operator signed in': 'in',
  'no token of the page': 'in',
  'signed out': 'in',
};
const anyoneChanges: Cells = { ...anyone, 'no token of the page': 403 };
const own: Cells = {
  nobody: 401,
  forger: 401,
  customer: 'in',
  'another customer': 404,
  'customer’s browser': 'in',
  'another customer’s browser': 404,
  'florist’s token': 'in',
  'operator’s token': 'in',
  'florist signed in': 'in',
  'operator signed in': 'in',
  'no token of the page': 'in',
  'signed out': 401,
};
const ownChanges: Cells = { ...own, 'no token of the page': 403 };
/** There is no such order: nobody learns more than that it is not theirs. */
const noOrder: Cells = {
  nobody: 401,
  forger: 401,
  customer: 404,
  'another customer': 404,
  'customer’s browser': 404,
  'another customer’s browser': 404,
  'florist’s token': 404,
  'operator’s token': 404,
  'florist signed in': 404,
  'operator signed in': 404,
  'no token of the page': 404,
  'signed out': 401,
};
const noOrderToChange: Cells = { ...noOrder, 'no token of the page': 403 };
const customerChanges: Cells = {
  nobody: 401,
  forger: 401,
  customer: 'in',
  'another customer': 404,
  'customer’s browser': 'in',
  'another customer’s browser': 404,
  'florist’s token': 403,
  'operator’s token': 403,
  'florist signed in': 403,
  'operator signed in': 403,
  'no token of the page': 403,
  'signed out': 401,
};
const noneOfACustomer: Cells = { ...customerChanges, customer: 404, 'customer’s browser': 404 };
const shop: Cells = {
  nobody: 401,
  forger: 401,
  customer: 403,
  'another customer': 403,
  'customer’s browser': 403,
  'another customer’s browser': 403,
  'florist’s token': 'in',
  'operator’s token': 'in',
  'florist signed in': 'in',
  'operator signed in': 'in',
  'no token of the page': 'in',
  'signed out': 401,
};
const shopChanges: Cells = { ...shop, 'no token of the page': 403 };
const noneOfTheShop: Cells = {
  ...shopChanges,
  'florist’s token': 404,
  'operator’s token': 404,
  'florist signed in': 404,
  'operator signed in': 404,
};
const operator: Cells = {
  nobody: 401,
  forger: 401,
  customer: 403,
  'another customer': 403,
  'customer’s browser': 403,
  'another customer’s browser': 403,
  'florist’s token': 403,
  'operator’s token': 'in',
  'florist signed in': 403,
  'operator signed in': 'in',
  'no token of the page': 'in',
  'signed out': 401,
};
const operatorChanges: Cells = { ...operator, 'no token of the page': 403 };
const noneOfOperators: Cells = {
  ...operator,
  'operator’s token': 404,
  'operator signed in': 404,
  'no token of the page': 404,
};
const noneForOperatorsToChange: Cells = { ...noneOfOperators, 'no token of the page': 403 };

/** Every operation of the OpenAPI document, by its id. One that concerns an order says what there is without it. */
export const operations: Readonly<Record<string, Row>> = {
  getMenu: { there: anyone },
  getMenuItem: { there: anyone },
  changeMenuItem: { there: shopChanges },
  putMenuItem: { there: shopChanges },
  removeMenuItem: { there: shopChanges },
  placeOrder: { there: anyoneChanges },
  getOrder: { there: own, none: noOrder },
  followOrder: { there: own, none: noOrder },
  cancelOrder: { there: ownChanges, none: noOrderToChange },
  writeReview: { there: customerChanges, none: noneOfACustomer },
  acceptDispute: { there: operatorChanges, none: noneForOperatorsToChange },
  settleRefund: { there: operatorChanges, none: noneForOperatorsToChange },
  listOrders: { there: shop },
  getLog: { there: operator },
  listDeliveries: { there: shop },
  followDeliveries: { there: shop },
  acceptDelivery: { there: shopChanges, none: noneOfTheShop },
  rejectDelivery: { there: shopChanges, none: noneOfTheShop },
  startDelivery: { there: shopChanges, none: noneOfTheShop },
  completeDelivery: { there: shopChanges, none: noneOfTheShop },
  failDelivery: { there: shopChanges, none: noneOfTheShop },
  returnDelivery: { there: shopChanges, none: noneOfTheShop },
  listReviews: { there: shop },
  checkReview: { there: shopChanges, none: noneOfTheShop },
  replyToReview: { there: shopChanges, none: noneOfTheShop },
  listNotifications: { there: shop },
  getTakings: { there: shop },
  listViews: { there: operator },
  getView: { there: operator },
  rebuildView: { there: operatorChanges },
  verifyView: { there: operatorChanges },
  switchView: { there: operatorChanges },
  dropView: { there: operatorChanges },
  listProcesses: { there: operator },
  // Whether it is parked is asked before whether it is there.
  retryParked: { there: operatorChanges, none: operatorChanges },
  skipParked: { there: operatorChanges, none: operatorChanges },
  erasePerson: { there: operatorChanges },
  getReconciliation: { there: operator },
  reconcile: { there: operatorChanges },
  getStream: { there: operator },
  getStory: { there: operator, none: noneOfOperators },
  // No identity is looked at.
  isLive: { there: all('in') },
  isReady: { there: all('in') },
};

// Pages, which know nobody but by a cookie of their own.
/** For everybody: who shows a token is a person all the same. */
const open: Cells = all('in');
const openForm: Cells = { ...open, 'no token of the page': 403 };
/** The address is the key: whoever has it is in. */
const byLink: Row = { there: open, none: all(404), forged: all(401) };
const formByLink: Row = {
  there: openForm,
  none: all(404),
  forged: all(401),
};
const florists: Cells = {
  nobody: 'sign-in',
  forger: 'sign-in',
  customer: 'sign-in',
  'another customer': 'sign-in',
  'customer’s browser': 'sign-in',
  'another customer’s browser': 'sign-in',
  'florist’s token': 'sign-in',
  'operator’s token': 'sign-in',
  'florist signed in': 'in',
  'operator signed in': 'in',
  'no token of the page': 'in',
  'signed out': 'sign-in',
};
const floristsForm: Cells = { ...florists, 'no token of the page': 403 };
const noneOfFloristsPage: Cells = {
  ...florists,
  'florist signed in': 404,
  'operator signed in': 404,
  'no token of the page': 404,
};
const noneOfFlorists: Cells = { ...floristsForm, 'florist signed in': 404, 'operator signed in': 404 };
/** A form without its token is shown again, if there is what it is about. */
const noneToShowAgain: Cells = { ...noneOfFlorists, 'no token of the page': 404 };
const operators: Cells = { ...florists, 'florist signed in': 403 };
const operatorsForm: Cells = { ...operators, 'no token of the page': 403 };
const noneOfOperatorsPage: Cells = { ...operators, 'operator signed in': 404, 'no token of the page': 404 };
const noneOfOperatorsForm: Cells = { ...operatorsForm, 'operator signed in': 404 };

/** Every other route, as the app has it. */
export const pages: Readonly<Record<string, Row>> = {
  'GET /': { there: open },
  'GET /assets/:hash/*': { there: open },
  'GET /design': { there: open },
  'GET /docs': { there: open },
  'GET /docs/json': { there: open },
  'GET /docs/static/*': { there: open },
  'GET /docs/static/index.html': { there: open },
  'GET /docs/static/swagger-initializer.js': { there: open },
  'GET /docs/yaml': { there: open },
  'GET /metrics': { there: open },
  'GET /openapi.json': { there: open },
  // In development alone.
  'GET /sim/sms': { there: open },
  'HEAD /docs/': { there: open },

  'GET /order': { there: open },
  'POST /order': { there: openForm },
  'GET /g/:giftToken': byLink,
  'GET /o/:trackingToken': byLink,
  'GET /o/:trackingToken/again': byLink,
  'POST /o/:trackingToken/cancel': formByLink,
  'POST /o/:trackingToken/review': formByLink,

  'GET /ops/login': { there: open },
  'GET /shop/login': { there: open },
  'POST /ops/login': { there: openForm },
  'POST /shop/login': { there: openForm },
  'GET /sign-in/:secret': { there: open, forged: all('sign-in') },
  'POST /ops/logout': { there: floristsForm },
  'POST /shop/logout': { there: floristsForm },

  'GET /shop': { there: florists },
  'GET /shop/account': { there: florists },
  'POST /shop/account/end-others': { there: floristsForm },
  'POST /shop/account/password': { there: floristsForm },
  // Another's is none.
  'POST /shop/account/sessions/:sessionId/end': { there: floristsForm, none: noneOfFlorists },
  'GET /shop/day': { there: florists },
  'GET /shop/menu': { there: florists },
  'GET /shop/menu/new': { there: florists },
  'POST /shop/menu/new': { there: floristsForm },
  'GET /shop/menu/:menuItemId': { there: florists },
  'POST /shop/menu/:menuItemId': { there: floristsForm },
  'POST /shop/menu/:menuItemId/available': { there: floristsForm },
  'POST /shop/menu/:menuItemId/remove': { there: floristsForm },
  'POST /shop/menu/:menuItemId/sold-out': { there: floristsForm },
  'POST /shop/reviews/:orderId/check': { there: floristsForm, none: noneOfFlorists },
  'POST /shop/reviews/:orderId/reply': { there: floristsForm, none: noneOfFlorists },
  'GET /shop/reviews': { there: florists },
  'GET /shop/takings': { there: florists },
  'GET /shop/takings.csv': { there: florists },
  'GET /shop/orders': { there: florists },
  'POST /shop/orders': { there: floristsForm },
  'GET /shop/orders/:orderId': { there: florists, none: noneOfFloristsPage },
  'GET /shop/orders/:orderId/card': { there: florists, none: noneOfFloristsPage },
  'GET /shop/orders/:orderId/worksheet': { there: florists, none: noneOfFloristsPage },
  'POST /shop/orders/:orderId/accept': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/cancel': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/complete': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/fail': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/reject': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/return': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/start': { there: floristsForm, none: noneToShowAgain },
  'POST /shop/orders/:orderId/steps': { there: floristsForm, none: noneOfFlorists },

  'GET /ops': { there: operators },
  'GET /ops/audit/:orderId': { there: operators, none: noneOfOperatorsPage },
  'GET /ops/find': { there: operators },
  'GET /ops/handbook': { there: operators },
  'GET /ops/handbook/backup': { there: operators },
  'GET /ops/log': { there: operators },
  'GET /ops/payments': { there: operators },
  'POST /ops/payments/:orderId/accept': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/payments/:orderId/give-back': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/payments/:orderId/settle': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/payments/reconcile': { there: operatorsForm },
  'GET /ops/processes': { there: operators },
  'POST /ops/processes/:name/parked/:orderId/retry': { there: operatorsForm },
  'POST /ops/processes/:name/parked/:orderId/skip': { there: operatorsForm },
  'GET /ops/views': { there: operators },
  'POST /ops/views/:name/rebuild': { there: operatorsForm },
  'POST /ops/views/:name/verify': { there: operatorsForm },
  'POST /ops/views/:name/versions/:version/drop': { there: operatorsForm },
  'POST /ops/views/:name/versions/:version/switch': { there: operatorsForm },
  'GET /ops/people': { there: operators },
  'GET /ops/privacy': { there: operators },
  'POST /ops/privacy': { there: operatorsForm },
  'POST /ops/people': { there: operatorsForm },
  'POST /ops/people/:accountId/disable': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/people/:accountId/enable': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/people/:accountId/password': { there: operatorsForm, none: noneOfOperatorsForm },
  'POST /ops/people/sessions/:sessionId/end': { there: operatorsForm, none: noneOfOperatorsForm },
};
