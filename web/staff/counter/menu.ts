import { PICTURES, type Picture, pictureOf } from '../../../src/domain/menu/index.ts';
import { type Html, html, type Part } from '../../../src/platform/runtime/html.ts';
import { button, choices, field, linkButton } from '../../components/controls.ts';
import { drawing } from '../../components/flower.ts';
import { badge, emptyPart, errorSummary, type FieldFault, notice } from '../../components/messages.ts';
import { money } from '../../texts/formats.ts';
import type { MenuItemView } from '../../view-model.ts';
import type { StaffContext } from '../context.ts';
import { staffLayout } from '../frame.ts';
import { formSeal, wordsOf } from './parts.ts';

/** What can be said of a thing on the menu, each as it is typed. */
export const MENU_FIELDS = ['nameKo', 'nameEn', 'descriptionKo', 'descriptionEn', 'price', 'picture'] as const;
export type MenuField = (typeof MENU_FIELDS)[number];
export type MenuValues = Readonly<Record<MenuField, string>>;

/** What is on the menu, with what is changed most: whether it is sold out. */
export function menuPage(
  context: StaffContext,
  page: { readonly items: readonly MenuItemView[]; readonly newKey: () => string; readonly message: Part },
): string {
  const { menu: words } = wordsOf(context);
  return staffLayout(context, {
    name: 'menu',
    title: words.title,
    styles: ['counter'],
    main: html`<div class="staff-title"><h1>${words.title}</h1><div>${linkButton('/shop/menu/new', words.add)}</div></div>
<p class="lead">${words.lead}</p>
${page.message}
${page.items.length === 0 && emptyPart(words.empty, words.emptyMore)}
<div class="offers">${page.items.map((item) => offer(context, item, page.newKey()))}</div>`,
  });
}

function offer(context: StaffContext, item: MenuItemView, key: string): Html {
  const { menu: words } = wordsOf(context);
  const { menuItemId, soldOut, version } = item;
  const name = item.name[context.locale];
  const path = `/shop/menu/${menuItemId}`;
  return html`<article class="offer${soldOut && ' offer-out'}">${drawing(context, pictureOf(menuItemId, item.picture), '', true)}
<div class="offer-words"><h2>${name}</h2><p class="price">${money(context.locale, item.price)}</p>
<p>${soldOut ? badge(words.soldOut, 'careful') : badge(words.available, 'good')}</p>
<form method="post" action="${path}/${soldOut ? 'available' : 'sold-out'}">${formSeal(context, key)}<input type="hidden" name="version" value="${version}">${button(html`${soldOut ? words.setAvailable : words.setSoldOut}<span class="unseen">: ${name}</span>`, { weight: 'plain' })}</form>
<a href="${path}" aria-label="${words.edit(name)}">${words.editShort}</a></div></article>`;
}

/** A change that somebody was faster with: the field, how it is now, and what was typed. */
export interface Clash {
  readonly field: MenuField;
  readonly now: string;
}

export interface MenuItemPage {
  readonly item: MenuItemView;
  /** What stands in the fields, and what stood there when they were drawn. */
  readonly values: MenuValues;
  readonly was: MenuValues;
  readonly clashes: readonly Clash[] | null;
  readonly faults: readonly FieldFault[];
  readonly newKey: () => string;
  readonly message: Part;
}

/** One thing on the menu: each field can be changed alone, and what is not touched stays. */
export function menuItemPage(context: StaffContext, page: MenuItemPage): string {
  const { menu: words } = wordsOf(context);
  const { item, was, newKey } = page;
  const name = item.name[context.locale];
  const path = `/shop/menu/${item.menuItemId}`;
  return staffLayout(context, {
    name: 'menu-item',
    title: words.edit(name),
    styles: ['counter'],
    main: html`<div class="edit stack"><h1>${words.edit(name)}</h1>
${page.message}${clashes(context, page)}${errorSummary(context, page.faults)}
<form class="panel fields" method="post" action="${path}" novalidate>${formSeal(context, newKey())}<input type="hidden" name="version" value="${item.version}">
${MENU_FIELDS.map((each) => html`<input type="hidden" name="was.${each}" value="${was[each]}">`)}
${fields(context, page.values, page.faults)}
<div class="buttons">${button(words.save)}${linkButton('/shop/menu', words.cancel, 'quiet')}</div></form>
<details class="more panel"><summary>${words.remove}</summary><form class="fields" method="post" action="${path}/remove">${formSeal(context, newKey())}<input type="hidden" name="version" value="${item.version}"><p>${words.removeSure(name)}</p><div>${button(words.removeSubmit, { weight: 'danger' })}</div></form></details></div>`,
  });
}

function clashes(context: StaffContext, { clashes: all, values }: MenuItemPage): Html | null {
  if (all === null) return null;
  const { menu: words } = wordsOf(context);
  const shown = (name: MenuField, value: string) => (name === 'picture' ? words.pictures[value as Picture] : value);
  return notice(
    'careful',
    words.changed,
    html`<p>${words.changedMore}</p>${all.map(({ field: name, now }) => html`<p><strong>${words[name]}</strong></p><dl class="both"><dt>${words.theirs}</dt><dd>${shown(name, now)}</dd><dt>${words.yours}</dt><dd>${shown(name, values[name])}</dd></dl>`)}`,
  );
}

function fields(context: StaffContext, values: MenuValues, faults: readonly FieldFault[]): Html {
  const { menu: words } = wordsOf(context);
  const errorOf = (name: MenuField) => faults.find((fault) => fault.field === name)?.text;
  const entry = (name: Exclude<MenuField, 'picture'>, lines?: number) => {
    const error = errorOf(name);
    const options = { name, label: words[name], value: values[name], required: true, ...(lines && { lines }) };
    return field(error === undefined ? options : { ...options, error });
  };
  const pictures = PICTURES.map((value) => ({
    value,
    label: html`${drawing(context, value, '', true)}${words.pictures[value]}`,
  }));
  return html`<div class="fields-pair">${entry('nameKo')}${entry('nameEn')}</div><div class="fields-pair">${entry('descriptionKo', 3)}${entry('descriptionEn', 3)}</div>${entry('price')}
<div class="pictures-choice">${choices('picture', words.picture, pictures, values.picture, errorOf('picture'))}</div>`;
}

export interface NewItemPage {
  readonly values: MenuValues;
  readonly id: string;
  readonly faults: readonly FieldFault[];
  readonly key: string;
  readonly message: Part;
}

/** Something new to sell: what it is called and costs, and which of the drawn pictures shows it. */
export function newItemPage(context: StaffContext, page: NewItemPage): string {
  const { menu: words } = wordsOf(context);
  const idError = page.faults.find((fault) => fault.field === 'id')?.text;
  const idEntry = { name: 'id', label: words.id, hint: words.idHint, value: page.id, required: true };
  return staffLayout(context, {
    name: 'menu-item',
    title: words.addTitle,
    styles: ['counter'],
    main: html`<div class="edit stack"><h1>${words.addTitle}</h1>
${page.message}${errorSummary(context, page.faults)}
<form class="panel fields" method="post" action="/shop/menu/new" novalidate>${formSeal(context, page.key)}
${fields(context, page.values, page.faults)}
${field(idError === undefined ? idEntry : { ...idEntry, error: idError })}
<div class="buttons">${button(words.put)}${linkButton('/shop/menu', words.cancel, 'quiet')}</div></form></div>`,
  });
}
