/** Markup that may be put into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand between the markup; null and false are nothing. */
export type Part = string | number | Html | null | false | readonly Html[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const SIGNS = /[&<>"']/g;
const SIGN = /[&<>"']/;

/** Builds markup. A text becomes text wherever it stands, in a quoted attribute too. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  // A page is hundreds of these: this way each costs a quarter of what a list of its pieces does.
  let text = strings.raw[0] as string;
  for (let index = 0; index < parts.length; index++) {
    text += markup(parts[index] as Part) + (strings.raw[index + 1] as string);
  }
  return new Html(text);
}

function markup(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(markup).join('');
  const text = String(part);
  return SIGN.test(text) ? text.replace(SIGNS, (sign) => ENTITIES[sign] ?? '') : text;
}
