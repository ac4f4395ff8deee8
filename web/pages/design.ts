import { type Html, html } from '../../src/platform/runtime/html.ts';
import { button, choices, field, linkButton, stepper } from '../components/controls.ts';
import { flower } from '../components/flower.ts';
import { giftCard } from '../components/gift-card.ts';
import { layout } from '../components/layout.ts';
import { badge, emptyPart, errorSummary, notice, skeleton } from '../components/messages.ts';
import { starChoice, starsGiven } from '../components/stars.ts';
import { steps } from '../components/steps.ts';
import type { PageContext } from '../context.ts';
import type { Card } from '../staff/board/board.ts';
import { boardCard } from '../staff/board/card.ts';
import { money } from '../texts/formats.ts';
import { opsTexts } from '../texts/ops/texts.ts';
import { boardTexts } from '../texts/staff/board/texts.ts';
import { staffParts } from './design-staff.ts';

const COLOURS = [
  'paper',
  'paper-raised',
  'paper-sunk',
  'ink',
  'ink-quiet',
  'line',
  'line-strong',
  'leaf',
  'leaf-strong',
  'leaf-soft',
  'on-leaf',
  'petal',
  'petal-soft',
  'honey',
  'honey-soft',
  'star',
  'bad',
  'bad-soft',
  'phone',
  'focus',
];

const AT = Date.parse('2026-12-24T02:10:00.000Z');
const WAITING: Card = {
  delivery: {
    orderId: '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1a',
    status: 'Requested',
    items: [
      {
        menuItemId: 'rose-bouquet',
        name: { ko: '장미 꽃다발', en: 'Rose bouquet' },
        unitPrice: 45_000,
        quantity: 2,
      },
    ],
    customer: { name: '이지은', phone: '+821012345678' },
    recipient: { name: '김민수', phone: '+821098765432', address: '서울시 강남구 테헤란로 123', note: '공동현관 1234' },
    cardMessage: '생일 축하해!',
    cardFrom: '지은',
    deliverOn: '2026-12-24',
    window: '13:00-16:00',
    requestedAt: new Date(AT).toISOString(),
    updatedAt: new Date(AT).toISOString(),
  },
  column: 'new',
  since: AT,
  endsAt: AT + 3_600_000,
  lateAt: AT + 3_600_000,
  isLate: false,
  failure: null,
};
const BOARD_CARDS: readonly Card[] = [
  WAITING,
  {
    ...WAITING,
    delivery: { ...WAITING.delivery, orderId: '0198f1f0-9d2c-7c5e-8a51-0f6f1d3c2b1b', status: 'Failed' },
    column: 'attention',
    endsAt: null,
    isLate: true,
    failure: '받는 분이 안 계셨어요',
  },
];

/** The design system on one page: every component in the states that it has. For who works on the pages. */
export function designPage(context: PageContext): string {
  const { t, locale } = context;
  return layout(context, {
    name: 'design',
    title: 'Design',
    hidden: true,
    styles: ['board', 'staff', 'counter', 'ops', 'story'],
    main: html`<div class="column">
<h1>Design</h1>
<p class="lead">Tokens are in <code>styles/tokens.css</code>, components in <code>web/components</code> and <code>styles/components.css</code>.</p>
${part('Colours', html`<ul class="chips">${COLOURS.map((name) => html`<li><svg width="20" height="20" aria-hidden="true"><rect class="swatch swatch-${name}" width="20" height="20" rx="5"/></svg> ${name}</li>`)}</ul>`)}
${part('Type', html`<p class="lead">${t.storefront.lead}</p><p>${t.order.keep}</p><p class="quiet">${t.hours.zone}</p>`)}
${part('Buttons', html`<div class="buttons">${button('strong')}${button('plain', { weight: 'plain' })}${button('quiet', { weight: 'quiet' })}${button('danger', { weight: 'danger' })}${linkButton('/', 'link', 'plain')}</div>`)}
${part('Notices', html`${(['calm', 'good', 'careful', 'bad'] as const).map((tone) => notice(tone, tone, html`<p>${t.order.live}</p>`))}<div class="notice notice-careful offline"><p class="notice-title">${opsTexts[locale].offline}</p></div>`)}
${errorSummary(context, [{ field: 'wrong', text: t.errors.address.missing }])}
${part(
  'Fields',
  html`<div class="fields"><div class="fields-pair">${field({ name: 'plain', label: t.form.name, hint: t.form.phoneHint, optional: t.form.optional })}${field({ name: 'long', label: t.form.cardMessage, lines: 2, after: html`<p class="count count-over">${t.form.count(201, 200)}</p>` })}</div>${field({ name: 'wrong', label: t.form.address, error: t.errors.address.missing, lines: 2 })}${choices(
    'choice',
    t.form.window,
    ['10:00–13:00', '13:00–16:00'].map((value) => ({ value, label: value, hint: t.order.live })),
    '13:00–16:00',
  )}<label class="tick"><input type="checkbox" checked> ${t.form.self}</label><div>${stepper(context, { name: 'qty', of: t.shop, value: '2', price: 45_000 })}</div></div>`,
)}
${part(
  'Steps',
  steps(context, t.order.steps, [
    { name: t.order.step.AwaitingPayment, state: 'done', at: '2026-12-24T01:00:00.000Z' },
    { name: t.order.step.Preparing, state: 'now', at: '2026-12-24T02:10:00.000Z' },
    { name: t.order.step.DeliveryFailed, state: 'bad', at: null },
    { name: t.order.step.Delivered, state: 'ahead', at: null },
  ]),
)}
${part('Cards', html`${giftCard(context, t.order.live, t.shop, '')}${giftCard(context, '', '', t.form.previewEmpty)}`)}
${part('Stars', html`${starChoice(context, '4')}<p>${starsGiven(context, 4)}</p>`)}
${part('Badges, sums', html`<p>${badge('calm')} ${badge('good', 'good')} ${badge('careful', 'careful')} ${badge('bad', 'bad')}</p><p class="price">${money(locale, 45_000)}</p><ul class="ordered"><li><span>${t.shop} × 2</span><span>${money(locale, 90_000)}</span></li></ul><p class="sum sum-total"><span>${t.form.total}</span><span>${money(locale, 90_000)}</span></p>`)}
${part('Facts, opening hours', html`<dl class="facts"><div><dt>${t.form.name}</dt><dd>이지은</dd></div></dl><p><span class="dot dot-open"></span> ${t.hours.zone}</p>`)}
${part('Folded', html`<details class="more"><summary>${t.form.self}</summary><p>${t.order.keep}</p></details>`)}
${part('Board cards', html`<ul class="board board-cards">${BOARD_CARDS.map((card) => boardCard({ context, b: boardTexts[locale], newKey: () => '' }, card))}</ul>`)}
${staffParts(context).map(([title, content]) => part(title, content))}
${part('Nothing there', emptyPart(t.storefront.title, t.storefront.lead))}
${part('Loading', skeleton(4))}
${part('Pictures', html`<ul class="cards">${['rose-bouquet', 'tulip-bouquet', 'sunflower-bunch', 'hydrangea-basket', 'freesia-posy', 'carnation-box', 'lily-vase', 'orchid-pot', 'wildflower-wrap', 'celebration-wreath', 'any'].map((name) => html`<li class="card"><div class="card-picture">${flower(context, name, name, true)}</div></li>`)}</ul>`)}
</div>`,
  });
}

function part(title: string, content: Html): Html {
  return html`<section class="panel"><div class="panel-title"><h2>${title}</h2></div>${content}</section>`;
}
