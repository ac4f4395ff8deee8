import { type Html, html, type Part } from '../../src/platform/runtime/html.ts';

export interface Column {
  readonly name: string;
  /** Heard and not seen: the name of a column of buttons. */
  readonly unseen?: boolean;
}

/**
 * Rows under the names of their columns; the first cell of a row says what the row is. On a narrow screen each row stands for itself and
 * each cell beside its name. Browsers forget there that it is a table, hence the roles.
 */
export function dataTable(columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  return html`<table class="table" role="table">
<thead role="rowgroup"><tr role="row">${columns.map(({ name, unseen }) => html`<th scope="col" role="columnheader">${unseen === true ? html`<span class="unseen">${name}</span>` : name}</th>`)}</tr></thead>
<tbody role="rowgroup">${rows.map((cells) => html`<tr role="row">${cells.map((cell, index) => oneCell(columns[index], cell, index))}</tr>`)}</tbody>
</table>`;
}

function oneCell(column: Column | undefined, cell: Part, index: number): Html {
  const name = column === undefined || column.unseen === true ? null : html` data-column="${column.name}"`;
  return index === 0
    ? html`<th scope="row" role="rowheader"${name}><div>${cell}</div></th>`
    : html`<td role="cell"${name}><div>${cell}</div></td>`;
}
