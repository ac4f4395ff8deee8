import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { type Book, type BookSection, handbookPage } from '../../../../../web/staff/ops/handbook.ts';
import { Html, html } from '../../../../platform/runtime/html.ts';
import type { Api } from '../../../types.ts';
import { type StaffKit, staffPage } from '../kit.ts';
import { opsContextOf } from './desk.ts';

const DOCS = join(import.meta.dirname, '../../../../../docs');
/** Which of our documents is read where. */
const BOOKS: Readonly<Record<Book, { readonly path: string; readonly file: string }>> = {
  main: { path: '/ops/handbook', file: 'operations.md' },
  back: { path: '/ops/handbook/backup', file: 'backup.md' },
};

interface Rendered {
  readonly text: Html;
  readonly sections: readonly BookSection[];
}

/** They change with a release only, and are rendered when somebody first reads them: that takes longer than all the other pages do together. */
const rendered = new Map<string, Rendered>();

/** The operators' handbook, as it lies in `docs`: what alerts and pages speak of stands there at length. */
export function handbookRoutes(app: Api, kit: StaffKit): void {
  for (const [book, { path, file }] of Object.entries(BOOKS)) {
    // Read at the start: that it is missing is a fault of the installation.
    const markdown = readFileSync(join(DOCS, file), 'utf8');
    app.get(path, staffPage('operator'), async (request, reply) => {
      const text = rendered.get(file) ?? render(markdown);
      rendered.set(file, text);
      return kit.send(reply, handbookPage(opsContextOf(kit, request, reply), { book: book as Book, ...text }));
    });
  }
}

/** A document as a part of a page, with places that can be linked to as on the hosts of repositories. */
function render(markdown: string): Rendered {
  const sections: BookSection[] = [];
  const marked = new Marked({
    renderer: {
      heading(this, { tokens, depth, text }: Tokens.Heading): string {
        // The page has a title of its own.
        if (depth === 1) return '';
        const id = placeOf(text);
        if (depth === 2) sections.push({ id, title: text });
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>`;
      },
      // Remarks of ours to tools.
      html: () => '',
      link(this, { href, tokens }: Tokens.Link): string {
        const inside = this.parser.parseInline(tokens);
        const to = linkTo(href);
        return to === null ? inside : `<a href="${to}">${inside}</a>`;
      },
      // A header says something, or is none.
      tablecell(this, { header, tokens }: Tokens.TableCell): string {
        const inside = this.parser.parseInline(tokens);
        return header && inside !== '' ? `<th scope="col">${inside}</th>` : `<td>${inside}</td>`;
      },
      code: ({ text }: Tokens.Code) => html`<pre tabindex="0"><code>${text}</code></pre>`.text,
    },
  });
  const text = marked.parse(markdown, { async: false });
  return {
    text: new Html(
      text
        .replaceAll('<table>', '<div class="book-table" tabindex="0"><table>')
        .replaceAll('</table>', '</table></div>'),
    ),
    sections,
  };
}

/** The name of a place, from its heading. */
function placeOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
}

/** Where a link of a document leads on these pages; null when what it names is no page. */
function linkTo(href: string): string | null {
  if (href.startsWith('#')) return href;
  const [file = '', place] = href.split('#');
  const book = Object.values(BOOKS).find((each) => each.file === file);
  return book === undefined ? null : `${book.path}${place === undefined ? '' : `#${place}`}`;
}
