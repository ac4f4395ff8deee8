import { type Html, html } from '../../src/platform/runtime/html.ts';
import { button } from '../components/controls.ts';
import { documentOf, languages, type Page } from '../components/layout.ts';
import type { StaffTexts } from '../texts/staff/texts.ts';
import type { Area, StaffContext } from './context.ts';

/** What both areas lead to, in the order in which it is shown. A page that is not there yet is left out. */
const NAVIGATION: Readonly<Record<Area, readonly (readonly [page: keyof StaffTexts['pages'], path: string])[]>> = {
  shop: [
    ['board', '/shop'],
    ['orders', '/shop/orders'],
    ['day', '/shop/day'],
    ['reviews', '/shop/reviews'],
    ['menu', '/shop/menu'],
    ['takings', '/shop/takings'],
  ],
  ops: [
    ['overview', '/ops'],
    ['views', '/ops/views'],
    ['processes', '/ops/processes'],
    ['payments', '/ops/payments'],
    ['log', '/ops/log'],
    ['people', '/ops/people'],
    ['privacy', '/ops/privacy'],
    ['handbook', '/ops/handbook'],
    ['inbox', '/sim/sms'],
  ],
};

/** A whole page for the shop's people: who they are, where they can go, and the content. */
export function staffLayout(context: StaffContext, page: Omit<Page, 'hidden'>): string {
  const { s, me, asset } = context;
  const area = areaOf(context.path);
  return documentOf(
    context,
    { ...page, hidden: true, styles: ['staff', ...(page.styles ?? [])] },
    html`<header class="staff-head">
<div class="staff-bar">
<a class="sign-name" href="/${area}"><img src="${asset('mark.svg')}" alt="" width="28" height="28"><span lang="ko">꽃길</span></a>
${me.role === 'operator' && areas(context, area)}
<div class="staff-me">
${languages(context)}
<a class="staff-name" href="/shop/account"${context.path === '/shop/account' && html` aria-current="page"`}><span class="unseen">${s.pages.account}: </span>${s.signedInAs(me.name, s.roles[me.role])}</a>
<form method="post" action="/${area}/logout"><input type="hidden" name="_csrf" value="${context.csrf}">${button(s.signOut, { weight: 'plain' })}</form>
</div>
</div>
${navigation(context, area)}
</header>
<main id="main" class="staff-main" tabindex="-1">
${page.main}
</main>`,
  );
}

/** In which area a page is. */
export function areaOf(path: string): Area {
  return /^\/(ops|sim)(?:[/?]|$)/.test(path) ? 'ops' : 'shop';
}

function areas({ s }: StaffContext, current: Area): Html {
  return html`<nav class="staff-areas" aria-label="${s.area}">${(['shop', 'ops'] as const).map((area) => html`<a href="/${area}"${area === current && html` aria-current="true"`}>${s.areas[area]}</a>`)}</nav>`;
}

function navigation({ s, path, has }: StaffContext, area: Area): Html {
  const [here = ''] = path.split('?');
  const pages = NAVIGATION[area].filter(([, to]) => has(to));
  return html`<nav class="staff-nav" aria-label="${s.nav}"><ul>${pages.map(([name, to]) => html`<li><a href="${to}"${isWithin(here, to) && html` aria-current="page"`}>${s.pages[name]}</a></li>`)}</ul></nav>`;
}

/** The first page of an area stands for itself alone; another one for what lies below it too. */
function isWithin(here: string, to: string): boolean {
  return here === to || (to.lastIndexOf('/') > 0 && here.startsWith(`${to}/`));
}
