import type { CustomScheme } from 'electron';
import type { Picture, PictureKind } from '../contract/pictures.ts';
import { securityHeaders } from '../rpc/page-headers.ts';
import { pageFile, pictureAnswer } from '../rpc/page.ts';
import { isPageUrl, pageScheme } from './page-origin.ts';

/** Must be registered before Electron is ready: makes the scheme a standard, secure origin like https. */
export const pageSchemePrivileges: CustomScheme = {
  scheme: pageScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
};

/**
 * Answers the page's requests: the renderer's files, and pictures by kind and id.
 * @param rendererDirectory the renderer's build
 */
export function pageProtocol(
  rendererDirectory: string,
  picture: (kind: PictureKind, id: number) => Promise<Picture>,
): (request: Request) => Promise<Response> {
  return async ({ url, method, headers }) => {
    const isPage = isPageUrl(url) && method === 'GET';
    const answered = isPage ? await answer(new URL(url).pathname, headers.get('range')) : refusal();
    for (const [name, value] of Object.entries(securityHeaders())) answered.headers.set(name, value);
    return answered;
  };

  async function answer(path: string, range: string | null): Promise<Response> {
    return (await pictureAnswer(picture, path, range)) ?? pageFile(rendererDirectory, path);
  }
}

const refusal = (): Response => new Response('Forbidden\n', { status: 403 });
