import { visibleText } from '../contract/visible-text.ts';

/** A photo on the sheet. */
export interface SheetPhoto {
  /** Name of the file beside the sheet. */
  file: string;
  takenAt: string | null;
  /** JPEG; undefined without a picture. */
  picture: () => Uint8Array | undefined;
}

const style = `body{font:14px system-ui,sans-serif;margin:2em}main{display:grid;gap:1em;
grid-template-columns:repeat(auto-fill,minmax(11em,1fr))}figure{margin:0;break-inside:avoid}
img{width:100%;height:9em;object-fit:contain;background:#eee}figcaption{overflow-wrap:anywhere;font-size:12px}
time{color:#555}@media print{body{margin:0}}`;

/**
 * A self-contained HTML page with a person's photos, for viewing and printing, as a sequence of pieces. Each
 * picture links to its file beside the page.
 * @param name name of the person; null for a nameless one
 */
export function* sheetPieces(name: string | null, photos: readonly SheetPhoto[]): Generator<string> {
  const title = escape(name ?? 'Photos');
  yield `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${title}</title>`;
  yield `<style>${style}</style></head>\n<body><h1>${title}</h1><p>${photos.length} photos</p><main>\n`;
  for (const { file, takenAt, picture } of photos) {
    const bytes = picture();
    const data = bytes ? `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}` : '';
    const caption = `${escape(file)}${takenAt === null ? '' : `<br><time>${escape(takenAt.replace('T', ' '))}</time>`}`;
    yield `<figure><a href="${escape(encodeURIComponent(file))}"><img alt="" src="${data}"></a>`;
    yield `<figcaption>${caption}</figcaption></figure>\n`;
  }
  yield '</main></body></html>\n';
}

const escape = (text: string): string =>
  visibleText(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
