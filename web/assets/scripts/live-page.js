// @ts-check
// Takes in what has changed: the page is asked for anew, and the parts that say `data-live` are put in the place of the old ones.
// What the server draws is the only truth; nothing is drawn here.

/**
 * Asks for the page and takes over what differs. What somebody is filling in stays, unless it is of no use any more.
 * @returns {Promise<Document>} the new page
 */
export async function renew() {
  const answer = await fetch(location.pathname + location.search, {
    headers: { accept: 'text/html' },
    cache: 'no-store',
  });
  if (!answer.ok) throw new Error(`the page answered ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const part of document.querySelectorAll('[data-live]')) {
    const fresh = page.querySelector(`[data-live="${part.getAttribute('data-live')}"]`);
    if (fresh !== null && essence(fresh) !== essence(part)) part.replaceWith(document.adoptNode(fresh));
  }
  document.title = page.title;
  return page;
}

/**
 * What a part says, without what is new in every page and what somebody has opened.
 * @param {Element} part
 */
function essence(part) {
  const copy = /** @type {Element} */ (part.cloneNode(true));
  for (const hidden of copy.querySelectorAll('input[type="hidden"]')) hidden.remove();
  for (const opened of copy.querySelectorAll('details[open]')) opened.removeAttribute('open');
  return copy.innerHTML;
}
