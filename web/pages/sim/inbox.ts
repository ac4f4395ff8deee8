import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { linkButton } from '../../components/controls.ts';
import { layout } from '../../components/layout.ts';
import { badge, empty, notice } from '../../components/messages.ts';
import type { PageContext } from '../../context.ts';
import { moment, phone } from '../../texts/formats.ts';
import { inboxTexts } from '../../texts/inbox.ts';
import type { InboxMessage } from '../../view-model.ts';

/** How often a browser looks for new messages, in milliseconds. */
const LOOK_EVERY_MS = 1_500;
const LINK = /https?:\/\/[^\s<>"']+/g;

export interface InboxPage {
  /** The newest first; null when the inbox can't be seen. */
  readonly messages: readonly InboxMessage[] | null;
  /** No more than so many are shown. */
  readonly limit: number;
}

/** The inbox of the SMS simulator: a phone for each number, the one with the newest message first. */
export function inboxPage(context: PageContext, { messages, limit }: InboxPage): string {
  const t = inboxTexts[context.locale];
  return layout(context, {
    name: 'inbox',
    title: t.title,
    hidden: true,
    styles: ['inbox'],
    scripts: ['keep-current'],
    main: html`<div class="inbox" data-keep-current="${LOOK_EVERY_MS}">
<div class="notice notice-careful offline" data-offline hidden role="status"><p class="notice-title">${t.offline}</p></div>
<header class="inbox-head"><h1>${t.title}</h1><p class="lead">${t.lead}</p>
<p class="quiet"><span role="status"><span data-live="count">${t.messages(messages?.length ?? 0)}</span></span> <span data-with-script hidden>· ${t.live}</span> ${messages?.length === limit && html`· ${t.shown(limit)}`}</p>
<nav class="inbox-links" aria-label="${t.links}"><a href="/">${t.storefront}</a><a href="/shop">${t.shop}</a><a href="/ops">${t.ops}</a></nav></header>
<div data-live="phones">${phones(context, messages)}</div>
</div>`,
  });
}

function phones(context: PageContext, messages: readonly InboxMessage[] | null): Html {
  const t = inboxTexts[context.locale];
  if (messages === null) return notice('careful', t.away, html`<p>${t.awayMore}</p>`);
  if (messages.length === 0)
    return html`${empty(t.empty, t.emptyMore)}<p class="empty">${linkButton('/order', t.order)}</p>`;
  const byNumber = [...Map.groupBy(messages, ({ to }) => to)];
  return html`<ul class="phones">${byNumber.map(([number, all]) => onePhone(context, number, all))}</ul>`;
}

function onePhone(context: PageContext, number: string, messages: readonly InboxMessage[]): Html {
  const t = inboxTexts[context.locale];
  const id = `phone-${number.replace(/\D/g, '')}`;
  return html`<li class="phone" id="${id}"><section aria-labelledby="${id}-number">
<h2 class="phone-number" id="${id}-number"><span class="unseen">${t.phone(phone(number))}</span><span aria-hidden="true">${phone(number)}</span></h2>
<ol class="phone-screen" tabindex="0" aria-labelledby="${id}-number">${messages.map((message) => bubble(context, message))}</ol>
</section></li>`;
}

function bubble({ locale }: PageContext, { messageId, text, type, at }: InboxMessage): Html {
  return html`<li class="bubble" data-message="${messageId}"><p class="bubble-words">${withLinks(text)}</p>
<p class="bubble-foot"><time datetime="${at}">${moment(locale, at)}</time>${type === 'LMS' && badge(inboxTexts[locale].long)}</p></li>`;
}

/** A text in which addresses can be opened. */
function withLinks(text: string): Html[] {
  const parts: Html[] = [];
  let end = 0;
  for (const { 0: url, index } of text.matchAll(LINK)) {
    parts.push(html`${text.slice(end, index)}<a href="${url}">${url}</a>`);
    end = index + url.length;
  }
  return [...parts, html`${text.slice(end)}`];
}
