import { html, type Part } from '../../src/platform/runtime/html.ts';
import { linkButton } from '../components/controls.ts';
import { flower } from '../components/flower.ts';
import { layout } from '../components/layout.ts';
import { empty } from '../components/messages.ts';
import type { PageContext } from '../context.ts';

export interface Message {
  readonly title: string;
  readonly more: string;
  /** What else is to be said, such as the number under which the logs know the request. */
  readonly small?: Part;
}

/** A page that has one thing to say: an error, or that something takes a moment. */
export function messagePage(context: PageContext, { title, more, small = null }: Message): string {
  const { t } = context;
  return layout(context, {
    name: 'message',
    title,
    hidden: true,
    main: html`${empty(title, more, flower(context, ''))}
<div class="empty no-print">${small !== null && html`<p class="quiet">${small}</p>`}${linkButton('/', t.faults.back, 'plain')}</div>`,
  });
}
