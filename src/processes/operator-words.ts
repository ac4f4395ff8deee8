import type { OperatorWords, Words } from '../platform/processes/operations.ts';

const nothingToDo = 'Nothing: it goes on by itself.';

/** Whatever an order waits for, by its name in the processes. */
export const WAITS: Readonly<Record<string, Words>> = {
  turn: {
    what: 'its turn',
    advice: `${nothingToDo} When many wait for long, the machine or the log is busy.`,
  },
  store: {
    what: 'the log or another store, which could not be used',
    advice: 'See whether the stores answer (/health/ready says what it misses); it is tried again at least every 10 s.',
  },
  charge: {
    what: 'the payment system’s answer to a charge',
    advice:
      'See `cause`, and whether the payment system answers; it is asked again at least every 10 s, and nobody is charged twice. At its deadline the order is cancelled. Of an order that has ended, once you know from the payment system that nothing of it is kept: POST /api/orders/{orderId}/refund/settle with a reference.',
  },
  refund: {
    what: 'the payment system’s answer to a refund',
    advice:
      'See `cause`; it is tried again at least every 10 s. Money that was returned by other means: POST /api/orders/{orderId}/refund/settle with its reference; of an order that goes on, and was charged twice, POST /api/orders/{orderId}/payment/accept.',
  },
  'refund-by-hand': {
    what: 'money that the payment system refuses to give back',
    advice:
      'Give the money back by other means, then POST /api/orders/{orderId}/refund/settle with the reference of the transfer; the customer is told.',
  },
  dispute: {
    what: 'a decision about a charge of another amount than the order’s total',
    advice:
      'Compare both amounts with the payment system. To take it as paid: POST /api/orders/{orderId}/payment/accept with a reference; to give it back: cancel the order. At the deadline it goes back by itself. Of an order that has ended, and was settled by hand before the charge showed up: give it back unless that was done, then POST /api/orders/{orderId}/refund/settle with the reference.',
  },
  payment: {
    what: 'its payment',
    advice: 'Nothing: it is paid, or cancelled at its deadline.',
  },
  'florist-answer': {
    what: 'the florist’s answer',
    advice: 'Call the florist; without an answer the order is refused at its deadline, and the money goes back.',
  },
  'delivery-start': {
    what: 'the flowers to be made and sent off',
    advice: 'When it is overdue, ask the florist; if they can’t be made, the florist or you cancel the order.',
  },
  delivery: {
    what: 'the flowers to arrive',
    advice: 'When it is overdue, ask the florist: they report the delivery as complete or failed.',
  },
  'second-try-or-return': {
    what: 'a second try, or the flowers’ return',
    advice: 'When it is overdue, ask the florist: they set off again, or report the flowers as returned.',
  },
  cancellation: {
    what: 'its cancellation to be carried out',
    advice: 'When it is overdue, see whether the shipping process runs and is not parked on this order.',
  },
  erasure: {
    what: 'what was made of an erased person’s orders to be cleared',
    advice: `See \`cause\`. ${nothingToDo} When it is overdue: a view that is being built has to go live first, and simulators have to answer.`,
  },
  'late-orders': {
    what: 'another look, a minute after an erasure, for orders that were being placed at that moment',
    advice: nothingToDo,
  },
  sms: {
    what: 'the SMS system’s answer',
    advice:
      'See `cause`, and whether the SMS system answers; nobody is told twice, and what is too old by then is dropped.',
  },
};

/** What is waited for, in words; what has none yet is told by its name. */
function wordsFor(waitingFor: string): Words {
  return WAITS[waitingFor] ?? { what: waitingFor, advice: 'See the order’s story: /api/audit/orders/{orderId}.' };
}

/** What to do about a parked order. */
function parkedAdvice(process: string): string {
  const rest =
    process === 'payment'
      ? 'Skipping is refused as long as its money is not settled.'
      : 'What this process does for the order is left out once it is skipped.';
  return `Look at \`reason\` and at /api/audit/orders/{orderId}; when the cause is mended, POST /api/processes/${process}/parked/{orderId}/retry. A new event or the deadline of the order wakes it too. ${rest}`;
}

export const operatorWords: OperatorWords = { wordsFor, parkedAdvice };
