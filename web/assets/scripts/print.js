// @ts-check
// A button that prints the page: without a script the browser's own menu does it.
for (const button of document.querySelectorAll('button')) {
  if (!button.hasAttribute('data-print')) continue;
  button.hidden = false;
  button.addEventListener('click', () => print());
}
