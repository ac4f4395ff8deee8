// @ts-check
// Pages that are asked for by scripts, to take parts from.

/**
 * A page of the server as a document. Chromium never lets go of a picture whose source is told in a document that nobody shows for which
 * media it is: it listens there for ever. So none of them says it before it is {@link taken}, and it stays as it is when it is shown no more.
 * @param {string} text
 * @returns {Document}
 */
export function parsePage(text) {
  return new DOMParser().parseFromString(text.replaceAll('<source media=', '<source data-media='), 'text/html');
}

/**
 * A part of such a page, to be put into the one that is shown.
 * @template {Element} Part
 * @param {Part} part
 * @returns {Part}
 */
export function taken(part) {
  const own = document.adoptNode(part);
  for (const source of own.querySelectorAll('source[data-media]')) {
    source.setAttribute('media', source.getAttribute('data-media') ?? '');
    source.removeAttribute('data-media');
  }
  return own;
}
