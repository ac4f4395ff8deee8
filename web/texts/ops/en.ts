import { LONGEST } from '../../../src/domain/limits.ts';
import type { OpsTexts } from './ko.ts';

/** What the operator's pages say, in English. */
export const en: OpsTexts = {
  live: 'This page renews itself.',
  offline: 'The connection is lost: this is how it was a moment ago. The page renews itself once it is back.',
  handbook: 'Handbook',
  sections: {
    KkotgilViewBehind: 'When a view is behind',
    KkotgilViewDiffers: 'When a view is not what history says',
    KkotgilProcessParked: 'When an order is parked',
    KkotgilOverdue: 'When an order waits for too long',
    KkotgilChargeDisputed: 'When another amount was charged',
    KkotgilCircuitOpen: 'When the payment or SMS system does not answer',
    KkotgilLogDamaged: 'When the log is damaged',
  },
  order: (short) => `order ${short}`,
  erasure: (short) => `erasure ${short}`,
  ago: (time) => `${time} ago`,
  in: (time) => `in ${time}`,
  justNow: 'just now',
  reference: 'Reference',
  said: {
    rebuild: 'The rebuild has begun; its progress shows below.',
    verify: 'The comparison has begun; its result appears below.',
    switch: 'Switched: answers come from that version from now on.',
    drop: 'Thrown away.',
    retry: 'It is being tried again. If it works, it leaves the list.',
    skip: 'Set aside. A new event of the order brings it back.',
    accept: 'That amount is taken as the payment.',
    back: 'The cancellation is asked for; the money goes back by itself.',
    settle: 'Recorded as given back by hand; the customer is told.',
    reconcile: 'The comparison has begun; its result appears below.',
  },
  refused: {
    gone: 'Things have changed meanwhile, so it could not be done. See below how it stands now.',
    money: 'The money of this order is not settled, so it can’t be set aside.',
    reason: `Please give a reason of 1 to ${LONGEST.reason} characters.`,
    reference: `Please give a reference of 1 to ${LONGEST.reason} characters.`,
    ended: 'The order has ended, so it can’t be taken as paid. The money goes back.',
    open: 'A cancellation of this order is under way. Please look again when it is done.',
    started: 'The delivery has started, so it can’t be cancelled. It can only be taken as paid.',
    away: 'The process that does this does not answer now. Please press again in a moment.',
    stale: 'This page had grown old, so we opened it anew. Please press once more.',
  },
  overview: {
    title: 'Overview',
    well: 'All is well',
    wellMore: 'Nothing needs a person now.',
    needs: (count) => (count === 1 ? 'One thing needs a person' : `${count} things need a person`),
    needsMore: 'The most urgent first. Follow one to see what can be done.',
    hour: 'The last hour',
    findTitle: 'Find an order',
    findLabel: 'Order number',
    findHint: 'The whole number, or the last eight characters that a customer reads out',
    find: 'Show its story',
    notFound: (number) => `No order was found by ${number}.`,
  },
  needs: {
    damage: (count) => (count === 1 ? 'The log is damaged at one place' : `The log is damaged at ${count} places`),
    'not-ready': (count) =>
      count === 1 ? 'This process can’t do a part of its work' : `This process can’t do ${count} parts of its work`,
    parked: (count) =>
      count === 1 ? 'A process can’t go on with one order' : `Processes can’t go on with ${count} orders`,
    dispute: (count) =>
      count === 1 ? 'Another amount was charged for one order' : `Other amounts were charged for ${count} orders`,
    'refund-by-hand': (count) =>
      count === 1
        ? 'The money of one order has to go back by hand'
        : `The money of ${count} orders has to go back by hand`,
    overdue: (count) => (count === 1 ? 'One order waits for too long' : `${count} orders wait for too long`),
    differences: (count) =>
      count === 1
        ? 'One difference from the payment system’s books'
        : `${count} differences from the payment system’s books`,
    'reconciliation-failed': () => 'The payment system’s books could not be compared',
    'process-behind': (count) => (count === 1 ? 'One process is behind' : `${count} processes are behind`),
    'view-behind': (count) => (count === 1 ? 'One view is behind' : `${count} views are behind`),
    'view-parked': (count) =>
      count === 1 ? 'Views could not take one order in' : `Views could not take ${count} orders in`,
    'view-differs': (count) =>
      count === 1
        ? 'One document is not what history makes of it'
        : `${count} documents are not what history makes of them`,
    'view-stale': (count) =>
      count === 1
        ? 'One view is served as an earlier release made it'
        : `${count} views are served as an earlier release made them`,
    'build-failed': (count) => (count === 1 ? 'One build of a view failed' : `${count} builds of views failed`),
    unchecked: () => 'The log has not been checked to its end yet',
  },
  charts: {
    orders: 'Orders',
    ordersSay: (total, most) => `${total} in the hour, at most ${most} in a minute`,
    sms: 'SMS',
    smsSay: (sent, failed) => `${sent} sent, ${failed} failed`,
    lag: 'Lag',
    lagSay: (now, most) => `now ${now}, at most ${most}`,
    errors: 'Errors',
    errorsSay: (answers, calls) => `${answers} answers with 5xx, ${calls} failed calls to the outside`,
    whole: 'the whole shop, counted in the log',
    wholeLag: 'the slowest view or process of the whole shop',
    here: (name) => `only the process that shows this page (${name})`,
    since: (time) => `Numbers since this process was started, ${time}.`,
    table: 'As numbers',
    minute: 'When',
    count: 'Count',
    sent: 'sent',
    failed: 'failed',
    answers: '5xx answers',
    calls: 'failed calls',
  },
  views: {
    title: 'Views',
    lead: 'A view is the log folded into a shape that is easy to ask. It can be made anew from nothing at any time, and answers go on meanwhile.',
    names: {
      'order-status': ['Orders', 'the customer’s page of an order, and the list of orders'],
      'delivery-board': ['Board', 'what the florist makes and brings'],
      reviews: ['Reviews', 'asked for and written'],
      menu: ['Menu', 'what the shop sells, and for how much'],
      notifications: ['Notices', 'which SMS went to whom'],
      'order-search': ['Search', 'orders by name, phone and number'],
      takings: ['Takings', 'money in and out, by day and month'],
      erasures: ['Erasures', 'what was erased and when, without names'],
      subjects: ['Whose orders', 'known for when a person is erased'],
    },
    state: { live: 'up to date', 'catching-up': 'catching up', stale: 'earlier release' },
    version: (version) => `version ${version}`,
    liveVersion: 'Answers come from',
    place: 'Place in the log',
    placeAt: (percent) => `${percent} taken in`,
    lag: 'Lag',
    lagOf: (events, time) => (events === null ? time : `${events} ${events === 1 ? 'event' : 'events'}, ${time}`),
    noLag: 'none',
    parked: (count) => (count === 1 ? '1 order could not be taken in' : `${count} orders could not be taken in`),
    parkedMore: 'A release that mends the fault takes them in by itself; a rebuild tries it too.',
    kept: 'Kept versions',
    building: (version) => `Building version ${version}`,
    verifying: (version) => `Comparing with version ${version}`,
    phase: { waiting: 'waits for its turn', reading: 'reads history', comparing: 'compares' },
    rate: (perSecond, left) => `${perSecond} events/s, about ${left} left`,
    elsewhere: 'Another process keeps the views, and builds it.',
    stop: 'Stop building',
    stopMore: 'What was built is thrown away. The version that answers stays as it is.',
    rebuild: 'Rebuild',
    rebuildMore:
      'A new version is made from the beginning of history. When it has caught up it is compared, and takes over by itself; the present one is kept. Answers go on from the present one meanwhile.',
    verify: 'Verify',
    verifyMore:
      'Another one is built aside, compared with the present one document by document, and thrown away. Nothing changes.',
    switch: 'Switch to this one',
    switchMore:
      'All answers come from this version from now on. If it is behind, it catches up by itself. You can switch back at any time.',
    drop: 'Throw away',
    dropMore:
      'The documents of this version are deleted. That can’t be undone, but the log can make them again at any time.',
    lastRebuild: 'Last rebuild',
    lastVerify: 'Last verification',
    report: (at, compared, differing) =>
      differing === 0
        ? `${at}: all ${compared} documents were alike`
        : `${at}: ${differing} of ${compared} documents differed`,
    fault: (at, fault) => `${at}: not done. ${fault}`,
    different: { missing: 'missing in the live version', surplus: 'in the live version alone', changed: 'different' },
    showDifferent: 'Show what differed',
    more: (count) => `and ${count} more`,
    advice: {
      behind: (time) =>
        `It is ${time} behind the log: see whether a process with the role projections runs, and whether its store is slow.`,
      stale: 'It is as an earlier release has made it, until its new version is built and takes over by itself.',
      differs:
        'Documents were not what history makes of them. A rebuild makes them right; keep the report for whoever looks for the fault.',
    },
  },
  processes: {
    title: 'Processes',
    lead: 'A process hears of events and does what comes next. Here stands what each order waits for, since when, and why.',
    names: {
      payment: ['Payment', 'charges, asks, and gives back'],
      shipping: ['Shipping', 'hands over to the florist, watches deadlines, carries cancellations out'],
      sms: ['Notices', 'sends an SMS at each change'],
      erasure: ['Erasure', 'clears what was made of an erased person’s orders out of views and simulators'],
    },
    upToDate: 'All events are taken in',
    behind: (events, time) =>
      events === null ? `${time} behind` : `${events} ${events === 1 ? 'event' : 'events'} behind, ${time}`,
    inFlight: (count) => `${count} at work now`,
    idle: 'No order waits',
    waiting: (count) => `${count}`,
    overdue: (count) => `${count} overdue`,
    isOverdue: 'overdue',
    since: 'Since',
    due: 'Due',
    cause: 'Last cause',
    hidden: (count) => `The most urgent are shown; ${count} more wait.`,
    parkedTitle: 'Parked orders',
    parkedLead:
      'These can’t heal by themselves and wait for a person. All other orders go on, and deadlines hold for these too.',
    parkedSince: (time) => `for ${time}`,
    nothingParked: 'No order is parked',
    retry: 'Try again',
    retryMore:
      'It is decided anew from how it stands now. Nothing that was done is done twice. Before the fault is mended it parks again.',
    skip: 'Set aside',
    skipMore:
      'What this process would have done for the order is left out. A new event of the order brings it back. Payment can only be set aside when its money is settled.',
    skipReason: 'Why it is set aside',
    skipReasonHint: 'For colleagues who look later. No names or numbers of customers, please.',
    skippedTitle: 'Set aside',
    skipped: (who) => `by ${who}`,
    noReason: 'no reason given',
    waits: {
      turn: ['its turn', 'Nothing: it goes on by itself. When many wait for long, the machine or the log is busy.'],
      store: [
        'a log or store that could not be used',
        'See whether the stores answer; it is tried again at least every 10 s.',
      ],
      charge: [
        'the payment system’s answer to a charge',
        'See the cause below, and whether the payment system answers. It is asked again at least every 10 s, and nobody is charged twice. At its deadline the order is cancelled.',
      ],
      refund: [
        'the payment system’s answer to a refund',
        'See the cause below; it is tried again at least every 10 s. If the money went back by other means, say so under Payments.',
      ],
      'refund-by-hand': [
        'money that the payment system refuses to give back',
        'Give it back by other means, then record the reference under Payments; the customer is told.',
      ],
      dispute: [
        'a decision about a charge of another amount',
        'Compare both amounts under Payments, and take it as paid or give it back. At the deadline it goes back by itself.',
      ],
      payment: ['its payment', 'Nothing: it is paid, or cancelled at its deadline.'],
      'florist-answer': [
        'the florist’s answer',
        'Call the florist; without an answer the order is refused at its deadline, and the money goes back.',
      ],
      'delivery-start': [
        'the flowers to be made and sent off',
        'When it is overdue, ask the florist; if they can’t be made, the florist or you cancel the order.',
      ],
      delivery: [
        'the flowers to arrive',
        'When it is overdue, ask the florist: they report the delivery as complete or failed.',
      ],
      'second-try-or-return': [
        'a second try, or the flowers’ return',
        'When it is overdue, ask the florist: they set off again, or report the flowers as returned.',
      ],
      cancellation: [
        'its cancellation to be carried out',
        'When it is overdue, see whether the shipping process runs and is not parked on this order.',
      ],
      erasure: [
        'what was made of an erased person’s orders to be cleared',
        'Nothing: it goes on by itself. When it is overdue, see the cause: a view that is being built has to go live first, and simulators have to answer.',
      ],
      'late-orders': [
        'another look for orders that were being placed at the moment of an erasure',
        'Nothing: it goes on by itself.',
      ],
      sms: [
        'the SMS system’s answer',
        'See whether the SMS system answers. Nobody is told twice, and what is too old by then is dropped.',
      ],
    },
    unknownWait: 'See the order’s story.',
  },
  payments: {
    title: 'Payments',
    lead: 'What of money has no answer yet: what the payment system says, beside our records.',
    disputes: 'Other amounts charged',
    disputesLead:
      'The payment system keeps another amount than the order’s total. Hold both against its console, and decide.',
    noDisputes: 'No charge is in dispute',
    asked: 'Total of the order',
    charged: 'Charged',
    refunded: 'Given back',
    kept: 'Kept by the payment system',
    deadline: (when) => `Without a decision it goes back by itself on ${when}.`,
    accept: 'Take it as paid',
    acceptMore: 'This amount becomes the payment of the order, and the florist is told. Please say what you went by.',
    back: 'Give it back',
    backMore: 'The order is cancelled, and all that the payment system keeps goes back. The customer is told why.',
    backReason: 'Reason, for the customer',
    byHand: 'To be ended by hand',
    byHandLead:
      'The payment system refuses, or does not answer. If the money went back by other means, record the reference and end it.',
    noByHand: 'Nothing has to be ended by hand',
    settle: 'Record as given back by hand',
    settleMore:
      'Only when you have seen that the customer’s money went back by other means. The customer is told that it is back.',
    acceptKept: 'Take what is kept as paid',
    acceptKeptMore:
      'When the order goes on and seems charged twice: what the payment system keeps becomes its payment.',
    referenceHint: 'Such as the number of the transfer, or of the transaction in the payment system’s console',
    open: 'Waiting for an answer',
    openLead: 'Asked for again by itself. If it takes long, see the cause.',
    noOpen: 'No money waits for an answer',
    books: 'The payment system’s books',
    booksLead: 'Its list and our records are compared in both directions, again and again by itself, or now.',
    runNow: 'Compare now',
    runNowMore:
      'The payment system is asked for its list. Nothing is charged and nothing goes back. It takes seconds to minutes.',
    state: { 'never-run': 'never compared yet', running: 'comparing', done: 'done', failed: 'could not be ended' },
    finished: (when, charges) => `${when}, ${charges} ${charges === 1 ? 'charge' : 'charges'} compared`,
    agree: 'All agree',
    differing: (count) => (count === 1 ? '1 difference' : `${count} differences`),
    differences: {
      'unknown-order': 'order unknown to us',
      'not-attempted': 'charge that was never tried',
      amount: 'another amount',
      refund: 'another refund',
      'missing-charge': 'charge missing there',
      unsettled: 'not settled yet',
      'charge-after-decline': 'charge after a decline',
    },
    failure: 'Cause',
  },
  log: {
    title: 'Log',
    lead: 'The log is the record of all that happened in this shop. It is checked from end to end at each start, and daily.',
    whole: 'Whole as far as it was checked',
    wholeMore: 'It is as it was written, and nothing is missing.',
    damaged: (count) => (count === 1 ? 'Damaged at one place' : `Damaged at ${count} places`),
    places: 'What is damaged',
    damagedMore: 'Whatever needs a damaged place stops; all other orders go on.',
    progress: 'Check',
    checked: (percent) => `${percent} checked`,
    checkedAt: (when) => `All of it was last checked ${when}`,
    never: 'Not checked to its end since the start yet.',
    where: 'Where',
    nobodyKnows: 'nobody can tell which',
    more: (count) => `and ${count} more places`,
    kinds: {
      changed: [
        'changed',
        'It is not what was written: a bit has flipped, or nothing proves it because the one before is missing.',
      ],
      'hash-changed': ['hash changed', 'The record may be whole; the hash that proves it is not what was written.'],
      missing: ['missing', 'It was there: its stream has a gap, or is shorter than was noted.'],
      unreadable: ['unreadable', 'The disk does not give it away, or this release can make nothing of it.'],
      'key-lost': ['key lost', 'The key that opens its personal data is missing or damaged in keys.db.'],
    },
    todo: 'What to do',
    steps: [
      'Take a copy of the files as they are.',
      'Bring the log back from the newest backup that npm run log:verify finds whole.',
      'Then press “Compare now” under Payments: it finds payments whose orders are missing.',
      'Look at the disk, and at who may write to the files.',
    ],
  },
  book: {
    title: 'Handbook',
    contents: 'Contents',
    back: 'Backup and restore',
    main: 'Operations',
    english: 'This handbook is written in English.',
  },
};
