// @ts-check
// What was typed into the order form, kept for this tab alone until the order is placed.

const NAME = 'kkotgil-order';
/** What belongs to one page and not to what was typed. */
const NOT_TYPED = new Set(['_csrf', 'total', 'seen', 'do']);

/** @typedef {{ for: string, fields: [string, string][] }} Draft */

/** @param {HTMLFormElement} form */
export function keepDraft(form) {
  const fields = [...new FormData(form)]
    .filter(([name]) => !NOT_TYPED.has(name))
    .map(([name, value]) => [name, String(value)]);
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ for: location.search, fields }));
  } catch {
    // A browser that keeps nothing: the form works without.
  }
}

/**
 * Puts back what was typed. Flowers and the order's name come back only on the page that they were chosen on: who has come by another
 * bouquet wants that one.
 * @param {HTMLFormElement} form
 */
export function restoreDraft(form) {
  const draft = readDraft();
  if (draft === null) return;
  const samePage = draft.for === location.search;
  const typed = new Map(draft.fields);
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) continue;
    const { name, type } = control;
    if (NOT_TYPED.has(name) || (!samePage && (name === 'key' || name.startsWith('qty.')))) continue;
    const value = typed.get(name);
    if (type === 'radio' || type === 'checkbox')
      /** @type {HTMLInputElement} */ (control).checked = value === control.value;
    else if (value !== undefined) control.value = value;
  }
}

export function forgetDraft() {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // There was none.
  }
}

/** @returns {Draft | null} */
function readDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(NAME) ?? 'null');
  } catch {
    return null;
  }
}
