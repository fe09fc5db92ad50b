/** Scheme under which the window loads the page; nothing else of the network is open to it. */
export const pageScheme = 'familiar';
const pageHost = 'app';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** Whether a URL is the page's own origin. `URL.origin` is `null` for schemes that Node does not know. */
export function isPageUrl(url: string): boolean {
  const parsed = URL.parse(url);
  return parsed !== null && parsed.protocol === `${pageScheme}:` && parsed.host === pageHost;
}
