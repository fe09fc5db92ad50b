import { elementAt, entryOf } from '../../common/elements.ts';

/** Markup that is safe to write into a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Value in a template: text is escaped, null and false are left out. */
export type Content = Html | string | number | null | false | readonly Content[];

/** A template whose values are escaped, so that a name can never become markup: html`<b>${name}</b>`. */
export function html(parts: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(parts.reduce((text, part, i) => text + render(elementAt(values, i - 1)) + part));
}

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (content === null || content === false) return '';
  if (typeof content === 'string' || typeof content === 'number') return escape(String(content));
  return content.map(render).join('');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entryOf(entities, character));
