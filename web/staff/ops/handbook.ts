import { type Html, html } from '../../../src/platform/runtime/html.ts';
import { opsTexts } from '../../texts/ops/texts.ts';
import { type OpsContext, opsPage } from './parts/page.ts';

/** The parts of the handbook: how the shop is run, and how what it keeps is kept safe. */
export type Book = 'main' | 'back';

export interface BookSection {
  /** Its place on the page. */
  readonly id: string;
  readonly title: string;
}

export interface HandbookPage {
  readonly book: Book;
  readonly text: Html;
  readonly sections: readonly BookSection[];
}

/** A part of the handbook, to read. */
export function handbookPage(context: OpsContext, { book, text, sections }: HandbookPage): string {
  const t = opsTexts[context.locale].book;
  return opsPage(context, {
    name: 'ops-handbook',
    title: book === 'main' ? t.title : t.back,
    lead: context.locale === 'en' ? '' : t.english,
    everyMs: null,
    main: html`<nav class="panel no-print" aria-label="${t.contents}"><ul class="ops-links">${book === 'main' ? html`<li><a href="/ops/handbook/backup">${t.back}</a></li>` : html`<li><a href="/ops/handbook">${t.main}</a></li>`}${sections.map(({ id, title }) => html`<li lang="en"><a href="#${id}">${title}</a></li>`)}</ul></nav>
<article class="book" lang="en">${text}</article>`,
  });
}
