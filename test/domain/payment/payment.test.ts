import { describe, expect, it } from '@jest/globals';
import { fold } from '../../../src/domain/decider.ts';
import {
  chargeKey,
  type PaymentCommand,
  type PaymentEvent,
  paymentDecider,
  paymentStatusOf,
  type RecordEvidence,
  refundKey,
} from '../../../src/domain/payment/index.ts';
import { ORDER_ID } from '../../support/builders.ts';
import { given, nothingHappens, rejects, specify } from '../../support/given.ts';
import { evidences, paymentCommands, paymentEvents } from '../examples/payment.ts';

const {
  PaymentAttempted,
  PaymentApproved,
  PaymentDisputed,
  PaymentAccepted,
  PaymentDeclined,
  PaymentUnresolved,
  PaymentVoided,
  RefundAttempted,
  RefundApproved,
  RefundFailed,
  RefundSettledManually,
} = paymentEvents;

const approved = [PaymentAttempted, PaymentApproved];
const disputed = [PaymentAttempted, PaymentDisputed];
const refundOpen = [...approved, RefundAttempted];
const refundFailed = [...refundOpen, RefundFailed];
const backByAsking: PaymentEvent = { type: 'RefundApproved', data: { ...RefundApproved.data, refundId: null } };
const secondRefund: PaymentEvent = {
  type: 'RefundAttempted',
  data: { ...RefundAttempted.data, attempt: 2, key: refundKey(ORDER_ID, 2) },
};
const chargedTwice: PaymentEvent = {
  type: 'PaymentDisputed',
  data: { amount: 90_000, charged: 180_000, refunded: 0, charges: evidences.twice.held, refusal: null },
};
const foundGivenBack: PaymentEvent = {
  type: 'PaymentDisputed',
  data: { amount: 90_000, charged: 90_000, refunded: 90_000, charges: evidences['given back'].held, refusal: null },
};
const halfGivenBack: PaymentEvent = {
  type: 'PaymentDisputed',
  data: { ...foundGivenBack.data, refunded: 45_000, charges: evidences['half given back'].held },
};
const wholeAfterNo: PaymentEvent = {
  type: 'PaymentDisputed',
  data: { amount: 90_000, charged: 90_000, refunded: 0, charges: evidences.whole.held, refusal: null },
};

/** By hand, before anybody had seen a charge. */
const settledUnseen: PaymentEvent = {
  type: 'RefundSettledManually',
  data: { ...RefundSettledManually.data, amount: 0 },
};

const histories = {
  'no attempt': [],
  attempted: [PaymentAttempted],
  unresolved: [PaymentAttempted, PaymentUnresolved],
  approved,
  disputed,
  accepted: [...disputed, PaymentAccepted],
  declined: [PaymentAttempted, PaymentDeclined],
  'voided before an attempt': [PaymentVoided],
  'approved after a void': [PaymentAttempted, PaymentVoided, PaymentApproved],
  'refund attempted': refundOpen,
  refunded: [...refundOpen, RefundApproved],
  'refund failed': refundFailed,
  'settled by hand': [...refundFailed, RefundSettledManually],
} satisfies Record<string, readonly PaymentEvent[]>;

const settled = rejects('PAYMENT_ALREADY_SETTLED');
/** What every command about the charge call meets once the charge has its outcome. */
const settledCharge = {
  AttemptCharge: settled,
  RecordDecline: settled,
  RecordUnresolved: settled,
  VoidPayment: settled,
};
const noRefund = {
  AttemptRefund: rejects('PAYMENT_NOT_APPROVED'),
  'AttemptRefund with a new key': rejects('PAYMENT_NOT_APPROVED'),
  RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
};
const noDispute = { AcceptDispute: rejects('PAYMENT_NOT_DISPUTED') };
const notByHand = { SettleRefundManually: rejects('REFUND_NOT_FAILED') };
const mayRefund = { AttemptRefund: [RefundAttempted], 'AttemptRefund with a new key': [RefundAttempted] };

describe('Payment', () => {
  specify({
    decider: paymentDecider,
    given: histories,
    when: { ...paymentCommands, 'AttemptRefund with a new key': { ...paymentCommands.AttemptRefund, renew: true } },
    outcomes: {
      'no attempt': {
        AttemptCharge: [PaymentAttempted],
        RecordEvidence: rejects('PAYMENT_NOT_ATTEMPTED'),
        RecordDecline: rejects('PAYMENT_NOT_ATTEMPTED'),
        RecordUnresolved: rejects('PAYMENT_NOT_ATTEMPTED'),
        VoidPayment: [PaymentVoided],
        ...noRefund,
        ...noDispute,
        ...notByHand,
      },
      attempted: {
        AttemptCharge: nothingHappens,
        RecordEvidence: [PaymentApproved],
        RecordDecline: [PaymentDeclined],
        RecordUnresolved: [PaymentUnresolved],
        VoidPayment: [PaymentVoided],
        ...noRefund,
        ...noDispute,
        SettleRefundManually: [settledUnseen],
      },
      unresolved: {
        AttemptCharge: nothingHappens,
        RecordEvidence: [PaymentApproved],
        RecordDecline: [PaymentDeclined],
        RecordUnresolved: nothingHappens,
        VoidPayment: [PaymentVoided],
        ...noRefund,
        ...noDispute,
        SettleRefundManually: [settledUnseen],
      },
      approved: {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...mayRefund,
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        ...noDispute,
        SettleRefundManually: [RefundSettledManually],
      },
      disputed: {
        ...settledCharge,
        RecordEvidence: [PaymentApproved],
        ...mayRefund,
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        AcceptDispute: [PaymentAccepted],
        SettleRefundManually: [
          { type: 'RefundSettledManually', data: { ...RefundSettledManually.data, amount: 50_000 } },
        ],
      },
      accepted: {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...mayRefund,
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        AcceptDispute: nothingHappens,
        SettleRefundManually: [
          { type: 'RefundSettledManually', data: { ...RefundSettledManually.data, amount: 50_000 } },
        ],
      },
      declined: {
        ...settledCharge,
        RecordEvidence: [wholeAfterNo],
        RecordDecline: nothingHappens,
        ...noRefund,
        ...noDispute,
        ...notByHand,
      },
      'voided before an attempt': {
        ...settledCharge,
        RecordEvidence: [PaymentApproved],
        VoidPayment: nothingHappens,
        ...noRefund,
        ...noDispute,
        ...notByHand,
      },
      'approved after a void': {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...mayRefund,
        RecordRefundFailure: rejects('REFUND_NOT_OPEN'),
        ...noDispute,
        SettleRefundManually: [RefundSettledManually],
      },
      'refund attempted': {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        AttemptRefund: nothingHappens,
        'AttemptRefund with a new key': [secondRefund],
        RecordRefundFailure: [RefundFailed],
        AcceptDispute: [{ type: 'PaymentAccepted', data: { ...PaymentAccepted.data, kept: 90_000 } }],
        SettleRefundManually: [RefundSettledManually],
      },
      refunded: {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...noRefund,
        ...noDispute,
        ...notByHand,
      },
      'refund failed': {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...noRefund,
        RecordRefundFailure: nothingHappens,
        ...noDispute,
        SettleRefundManually: [RefundSettledManually],
      },
      'settled by hand': {
        ...settledCharge,
        RecordEvidence: nothingHappens,
        ...noRefund,
        ...noDispute,
        SettleRefundManually: nothingHappens,
      },
    },
  });

  it('has one amount: an open attempt with another is rejected', () => {
    given(paymentDecider, [PaymentAttempted])
      .when({ ...paymentCommands.AttemptCharge, amount: 45_000 })
      .leadsTo(rejects('AMOUNT_MISMATCH'));
  });

  it('is settled by hand once: another reference comes too late', () => {
    given(paymentDecider, histories['settled by hand'])
      .when({ ...paymentCommands.SettleRefundManually, reference: 'bank-transfer-2' })
      .leadsTo(rejects('REFUND_NOT_FAILED'));
  });

  it('is accepted once: another reference comes too late', () => {
    given(paymentDecider, histories.accepted)
      .when({ ...paymentCommands.AcceptDispute, reference: 'another reason' })
      .leadsTo(rejects('PAYMENT_NOT_DISPUTED'));
  });

  it.each(['attempted', 'unresolved', 'approved', 'disputed', 'refund attempted'] as const)(
    '%s: is not settled by hand while the order goes on',
    (history) => {
      for (const standing of ['open', 'committed'] as const) {
        given(paymentDecider, histories[history])
          .when({ ...paymentCommands.SettleRefundManually, standing })
          .leadsTo(rejects('REFUND_NOT_FAILED'));
      }
    },
  );

  it.each(['disputed', 'refund attempted', 'refunded'] as const)(
    '%s: is not taken as the payment of an order that has ended',
    (history) => {
      given(paymentDecider, histories[history])
        .when({ ...paymentCommands.AcceptDispute, standing: 'ended' })
        .leadsTo(rejects('PAYMENT_NOT_DISPUTED'));
    },
  );

  it('that is back although the flowers are on their way is taken for settled by hand, with nothing kept', () => {
    given(paymentDecider, histories.refunded)
      .when({ ...paymentCommands.AcceptDispute, standing: 'committed' })
      .leadsTo([{ type: 'PaymentAccepted', data: { ...PaymentAccepted.data, kept: 0 } }]);
  });

  it('settled by hand before anybody had seen a charge: one that shows up is a question, which a person ends', () => {
    const byHand = [PaymentAttempted, PaymentUnresolved, settledUnseen];
    const evidence = { ...paymentCommands.RecordEvidence, standing: 'ended' } as const;
    const charges = [{ paymentId: 'payment-1', amount: 90_000, refunded: 0, currency: 'KRW' }];
    const data = { amount: 90_000, charged: 90_000, refunded: 0, charges, refusal: null };
    const found = { type: 'PaymentDisputed', data } as const;
    given(paymentDecider, byHand).when(evidence).leadsTo([found]);
    given(paymentDecider, [...byHand, found])
      .when(evidence)
      .leadsTo([]);
    given(paymentDecider, [...byHand, found])
      .when({ ...paymentCommands.SettleRefundManually, standing: 'ended' })
      .leadsTo([RefundSettledManually]);
    given(paymentDecider, [...byHand, found, RefundSettledManually])
      .when(evidence)
      .leadsTo([]);
  });

  it('settled by hand: of what shows up afterwards, only that is owed which was not settled', () => {
    const first = { paymentId: 'payment-1', amount: 90_000, refunded: 0, currency: 'KRW' };
    const second = { ...first, paymentId: 'payment-2', amount: 50_000 };
    const evidence = { held: [first, second], unclear: null };
    const found = {
      type: 'PaymentDisputed',
      data: { amount: 90_000, charged: 140_000, refunded: 0, charges: [first, second], refusal: null },
    } as const;
    given(paymentDecider, histories['settled by hand'])
      .when({ ...paymentCommands.RecordEvidence, standing: 'ended', evidence })
      .leadsTo([found]);
    given(paymentDecider, [...histories['settled by hand'], found])
      .when({ ...paymentCommands.SettleRefundManually, standing: 'ended', reference: 'the second one' })
      .leadsTo([{ type: 'RefundSettledManually', data: { amount: 50_000, reference: 'the second one' } }]);
  });

  it('has one key for all charges of an order, and one for each refund attempt', () => {
    expect(chargeKey(ORDER_ID)).toBe('charge:order-1');
    expect(refundKey(ORDER_ID, 2)).toBe('refund:order-1:2');
  });

  it.each([
    ['no attempt', 'Pending'],
    ['attempted', 'Pending'],
    ['unresolved', 'Unresolved'],
    ['approved', 'Paid'],
    ['disputed', 'Disputed'],
    ['accepted', 'Paid'],
    ['declined', 'Failed'],
    ['voided before an attempt', 'Voided'],
    ['approved after a void', 'Paid'],
    ['refund attempted', 'RefundPending'],
    ['refunded', 'Refunded'],
    ['refund failed', 'RefundFailed'],
    ['settled by hand', 'Refunded'],
  ] as const)('shows callers: %s as %s', (history, status) => {
    expect(paymentStatusOf(fold(paymentDecider, histories[history]))).toBe(status);
  });
});

describe('what the gateway says is evidence', () => {
  const says = (told: keyof typeof evidences, standing: RecordEvidence['standing'] = 'open'): PaymentCommand => ({
    ...paymentCommands.RecordEvidence,
    evidence: evidences[told],
    standing,
  });
  const refund = { type: 'RefundApproved', data: { amount: 90_000, paymentId: 'payment-1', refundId: null } } as const;

  it.each<[string, readonly PaymentEvent[], PaymentCommand, readonly PaymentEvent[]]>([
    ['less than the total is a question', [PaymentAttempted], says('less'), [PaymentDisputed]],
    ['two charges are a question', [PaymentAttempted], says('twice'), [chargedTwice]],
    [
      'what is unclear is asked for again',
      [PaymentAttempted],
      says('unclear'),
      [{ type: 'PaymentUnresolved', data: { amount: 90_000, attempt: 1, cause: 'a charge has the status pending' } }],
    ],
    ['nothing is nothing', [PaymentAttempted], says('none'), []],
    ['given back whole is charged and refunded', [PaymentAttempted], says('given back'), [PaymentApproved, refund]],
    ['given back after the payment is refunded', approved, says('given back'), [refund]],
    ['given back in part is a question', approved, says('half given back'), [halfGivenBack]],
    ['given back whole on the way is a question too', approved, says('given back', 'committed'), [foundGivenBack]],
    [
      'given back whole, and the florist was faster than the cancellation',
      [...refundOpen, RefundApproved],
      says('given back', 'committed'),
      [foundGivenBack],
    ],
    ['the same question is asked once', disputed, says('less'), []],
    ['a question that answers itself', disputed, says('whole'), [PaymentApproved]],
    ['what was accepted stays accepted', histories.accepted, says('less'), []],
    [
      'what was accepted and has changed since is a question',
      histories.accepted,
      says('half given back'),
      [halfGivenBack],
    ],
    [
      'of an ended order: a late charge is taken in, to go back',
      [PaymentVoided],
      says('whole', 'ended'),
      [PaymentApproved],
    ],
    [
      'of an ended order: a late charge, half of it given back',
      [PaymentVoided],
      says('half given back', 'ended'),
      [halfGivenBack],
    ],
    ['of an ended order: a late charge of another amount', [PaymentVoided], says('less', 'ended'), [PaymentDisputed]],
    ['of an ended order: nothing more than is known', approved, says('whole', 'ended'), []],
    [
      'of an ended order: given back while the attempt was open',
      [PaymentAttempted],
      says('given back', 'ended'),
      [PaymentApproved, refund],
    ],
    ['of an ended order: all is back', refundOpen, says('given back', 'ended'), [backByAsking]],
    ['of an ended order: a part is back', refundOpen, says('half given back', 'ended'), []],
    ['of an ended order: a refused refund is back after all', refundFailed, says('given back', 'ended'), [refund]],
    [
      'of an ended order: a charge that nobody knew of',
      [...refundOpen, RefundApproved],
      says('twice', 'ended'),
      [chargedTwice],
    ],
    [
      'of an ended order: a refund that the gateway has forgotten is not asked for twice',
      [...refundOpen, RefundApproved],
      says('whole', 'ended'),
      [],
    ],
    [
      'after a void, also to one who does not know that it has ended',
      [PaymentVoided],
      says('whole', 'open'),
      [PaymentApproved],
    ],
    ['after a settlement by hand, nothing', histories['settled by hand'], says('whole', 'ended'), []],
  ])('%s', (_what, history, command, events) => {
    given(paymentDecider, history).when(command).leadsTo(events);
  });

  it('of an ended order: what stays unclear becomes a question that a person can end, or the gateway', () => {
    const question: PaymentEvent = {
      type: 'PaymentDisputed',
      data: { amount: 90_000, charged: 0, refunded: 0, charges: [], refusal: null },
    };
    const overdue = { ...paymentCommands.RecordEvidence, standing: 'ended', isOverdue: true } as const;
    given(paymentDecider, [PaymentAttempted, PaymentUnresolved])
      .when({ ...overdue, evidence: evidences.unclear })
      .leadsTo([question]);
    const asked = given(paymentDecider, [PaymentAttempted, question]);
    asked.when({ ...overdue, evidence: evidences.unclear }).leadsTo([]);
    asked.when({ ...overdue, evidence: evidences.none }).leadsTo([PaymentVoided]);
    asked.when(paymentCommands.SettleRefundManually).leadsTo([settledUnseen]);
  });

  it('once the charge that was too much has gone back, the order is paid', () => {
    const [first, second] = evidences.twice.held;
    const back = { held: [first, { ...second, refunded: 90_000 }], unclear: null } as typeof evidences.twice;
    const claim: PaymentEvent = { type: 'RefundAttempted', data: { ...RefundAttempted.data, paymentId: 'payment-2' } };
    const asked = given(paymentDecider, [PaymentAttempted, chargedTwice, claim]);
    asked.when(says('twice')).leadsTo([]);
    asked.when({ ...paymentCommands.RecordEvidence, evidence: back }).leadsTo([PaymentApproved]);
  });

  it('a refund of what is too much, refused, leaves the question to a person', () => {
    const refused: PaymentEvent = {
      type: 'PaymentDisputed',
      data: { ...chargedTwice.data, refusal: 'REFUND_REFUSED' } as (typeof PaymentDisputed)['data'],
    };
    given(paymentDecider, [PaymentAttempted, chargedTwice, RefundAttempted])
      .when({ ...paymentCommands.RecordRefundFailure, evidence: evidences.twice, standing: 'open' })
      .leadsTo([refused]);
  });
});
