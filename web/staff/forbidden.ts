import { html } from '../../src/platform/runtime/html.ts';
import { linkButton } from '../components/controls.ts';
import type { StaffContext } from './context.ts';
import { areaOf, staffLayout } from './frame.ts';

/** For who is signed in, and not for this. */
export function forbiddenPage(context: StaffContext): string {
  const { s, me, path } = context;
  return staffLayout(context, {
    name: 'forbidden',
    title: s.forbidden.title,
    main: html`<section class="empty">
<h1>${s.forbidden.title}</h1>
<p>${s.forbidden.more(me.name, s.roles[me.role])}</p>
<div class="buttons">${linkButton('/shop', s.forbidden.back)}${linkButton(`/${areaOf(path)}/login`, s.signIn.titles[areaOf(path)], 'plain')}</div>
</section>`,
  });
}
