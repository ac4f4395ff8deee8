import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';
import type { PageContext } from '../context.ts';
import { hoursWritten } from '../shop-hours.ts';

export interface Page {
  readonly title: string;
  readonly main: Part;
  /** Modules under `web/assets/scripts`. */
  readonly scripts?: readonly string[];
  /** Style sheets under `web/assets/styles` that this page needs beside those of all pages. */
  readonly styles?: readonly string[];
  /** A style sheet for paper that has the last word, on the size of the sheet for instance. */
  readonly paper?: string;
  /** A page with nothing to find for search engines. */
  readonly hidden?: boolean;
  /** Names the page to the style sheet. */
  readonly name: string;
}

const STYLES = ['tokens', 'base', 'components'];
const LANGUAGES = [
  ['ko', '한국어'],
  ['en', 'English'],
] as const;

/** A whole page for customers: head, shop sign, content, foot. */
export function layout(context: PageContext, page: Page): string {
  const { t, asset } = context;
  return documentOf(
    context,
    { ...page, styles: ['pages', ...(page.styles ?? [])] },
    html`<header class="sign">
<a class="sign-name" href="/" aria-label="${t.nav.home}"><img src="${asset('mark.svg')}" alt="" width="32" height="32"><span lang="ko">꽃길</span></a>
${languages(context)}
</header>
<main id="main" tabindex="-1">
${page.main}
</main>
${foot(context)}`,
  );
}

/** A document: the head that all pages share, and a body. */
export function documentOf(context: PageContext, page: Omit<Page, 'main'>, body: Html): string {
  const { t, locale, asset, csrf } = context;
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · ${t.shop}</title>
<meta name="description" content="${t.tagline}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#fbf6ef" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#17130f" media="(prefers-color-scheme: dark)">
${csrf !== '' && html`<meta name="csrf-token" content="${csrf}">`}
${page.hidden === true && html`<meta name="robots" content="noindex, nofollow">`}
<link rel="icon" href="${asset('mark.svg')}" type="image/svg+xml">
${[...STYLES, ...(page.styles ?? []), 'print'].map((name) => html`<link rel="stylesheet" href="${asset(`styles/${name}.css`)}"${name === 'print' && html` media="print"`}>`)}
${page.paper !== undefined && html`<link rel="stylesheet" href="${asset(`styles/${page.paper}.css`)}" media="print">`}
${(page.scripts ?? []).map((name) => html`<script type="module" src="${asset(`scripts/${name}.js`)}"></script>`)}
</head>
<body class="page page-${page.name}" data-address="${context.path}">
<a class="skip" href="#main">${t.nav.skip}</a>
${body}
</body>
</html>
`.text;
}

/** The way to the same page in another language. */
export function languages({ t, locale, path }: PageContext): Html {
  return html`<nav class="languages" aria-label="${t.nav.language}">
${LANGUAGES.map(([language, name]) => {
  const current = language === locale && html` aria-current="true"`;
  const separator = path.includes('?') ? '&' : '?';
  return html`<a href="${path}${separator}lang=${language}" lang="${language}" hreflang="${language}"${current}>${name}</a>`;
})}
</nav>`;
}

function foot({ t, hours }: PageContext): Html {
  const written = hoursWritten(hours);
  return html`<footer class="foot" aria-label="${t.nav.footer}">
<p class="foot-name"><span lang="ko">꽃길</span> <span lang="en">Kkotgil</span></p>
<p>${t.tagline}</p>
<p>${t.hours.title}: ${written === null ? t.hours.always : t.hours.daily(written)}. ${t.hours.zone}</p>
</footer>`;
}
