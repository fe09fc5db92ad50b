/** An element of a page, as far as tests look at it. */
export interface PageElement {
  name: string;
  attributes: Map<string, string>;
}

const voidElements = new Set(['meta', 'img', 'link', 'br', 'hr', 'input']);

/**
 * The elements of a page in their order.
 * @throws Error where one is not closed in its turn, an attribute is given twice, or a bracket is not escaped
 */
export function elementsOf(page: string): PageElement[] {
  const open: string[] = [];
  const elements: PageElement[] = [];
  const markup = page.replace(/<style>[^]*?<\/style>/g, '<style></style>').replace(/^<!doctype html>/, '');
  const text = markup.replace(/<\/?[a-zA-Z](?:"[^"]*"|[^"<>])*>/g, '');
  const stray = text.search(/[<>]/);
  if (stray >= 0) throw new Error(`stray bracket: ${text.slice(Math.max(0, stray - 40), stray + 40)}`);
  for (const [tag, closing, name = '', rest = ''] of markup.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^"<>])*)>/g,
  )) {
    if (closing) {
      const last = open.pop();
      if (last !== name) throw new Error(`${tag} closes <${last}>`);
      continue;
    }
    const attributes = new Map<string, string>();
    for (const [, key = '', value = ''] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
      if (attributes.has(key)) throw new Error(`${tag} has ${key} twice`);
      attributes.set(key, value);
    }
    elements.push({ name, attributes });
    if (!voidElements.has(name) && !rest.trimEnd().endsWith('/')) open.push(name);
  }
  if (open.length > 0) throw new Error(`<${open.at(-1)}> is not closed`);
  return elements;
}

/** Lists what keeps a page from being self-contained or accessible. */
export function faultsOf(page: string): string[] {
  const elements = elementsOf(page);
  const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
  const faults = ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `id ${id} twice`);
  if (/https?:|@import|url\((?!#)/.test(page.replace(/https:\/\/www\.w3\.org\S*/g, ''))) {
    faults.push('it asks for something from elsewhere');
  }
  if (/NaN|undefined|Infinity|\[object/.test(page.replace(/src="data:[^"]*"/g, '')))
    faults.push('a value is missing');
  for (const { name, attributes } of elements) {
    const refers = [
      ...(attributes.get('aria-labelledby')?.split(' ') ?? []),
      ...(attributes.get('href')?.replace(/^#/, '').split(' ') ?? []),
    ];
    for (const id of refers) if (!ids.includes(id)) faults.push(`<${name}> refers to ${id}`);
    const source = attributes.get('src');
    if (source !== undefined && !source.startsWith('data:image/jpeg;base64,')) faults.push(`src ${source}`);
    if (name === 'img' && !attributes.get('alt')) faults.push('a picture without words');
    if (['script', 'link', 'iframe', 'object'].includes(name)) faults.push(`<${name}>`);
    if ([...attributes.keys()].some((key) => key.startsWith('on'))) faults.push(`<${name}> has a handler`);
  }
  return faults;
}
