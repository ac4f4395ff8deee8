import { html } from '../../src/platform/runtime/html.ts';
import { button, field } from '../components/controls.ts';
import { documentOf, languages } from '../components/layout.ts';
import { notice } from '../components/messages.ts';
import type { PageContext } from '../context.ts';
import type { StaffTexts } from '../texts/staff/texts.ts';
import type { Area } from './context.ts';

/** What is said above the form: nothing, how it went, or why one has to sign in again. */
export type SignInWord = 'wrong' | 'missing' | 'busy' | 'stale' | 'ended' | 'out' | 'link' | { readonly wait: number };

export interface SignInForm {
  readonly area: Area;
  /** Where to go afterwards; empty for the first page. */
  readonly next: string;
  readonly name: string;
  readonly word: SignInWord | null;
}

/** Where the shop's people sign in. */
export function signInPage(context: PageContext & { readonly s: StaffTexts }, form: SignInForm): string {
  const { s, csrf, asset } = context;
  const { signIn } = s;
  const { area, next, name, word } = form;
  return documentOf(
    context,
    { name: 'sign-in', title: signIn.titles[area], hidden: true, styles: ['staff'] },
    html`<main id="main" class="sign-in" tabindex="-1">
<div class="sign-in-box panel">
<p class="sign-name"><img src="${asset('mark.svg')}" alt="" width="36" height="36"><span lang="ko">꽃길</span></p>
<h1>${signIn.titles[area]}</h1>
<p class="quiet">${signIn.lead[area]}</p>
${word !== null && said(s, word)}
<form class="fields" method="post" action="/${area}/login">
<input type="hidden" name="_csrf" value="${csrf}">
<input type="hidden" name="next" value="${next}">
${field({ name: 'name', label: signIn.name, value: name, autocomplete: 'username', required: true, maxLength: 80 })}
${field({ name: 'password', label: signIn.password, type: 'password', autocomplete: 'current-password', required: true, maxLength: 800 })}
${button(signIn.submit)}
</form>
</div>
${languages(context)}
</main>`,
  );
}

function said({ signIn }: StaffTexts, word: SignInWord) {
  if (typeof word === 'object') return notice('bad', signIn.wait(word.wait), html`<p>${signIn.waitMore}</p>`);
  switch (word) {
    case 'wrong':
      return notice('bad', signIn.wrong, html`<p>${signIn.wrongMore}</p>`);
    case 'busy':
      return notice('careful', signIn.busy, html`<p>${signIn.busyMore}</p>`);
    case 'link':
      return notice('careful', signIn.link, html`<p>${signIn.linkMore}</p>`);
    case 'missing':
      return notice('bad', signIn.missing);
    case 'ended':
    case 'stale':
      return notice('careful', signIn[word]);
    case 'out':
      return notice('good', signIn.out);
  }
}
