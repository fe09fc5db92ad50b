/**
 * The page may run its own scripts and styles, show pictures of its own origin, and connect to its engine.
 * Everything else, including framing, is forbidden.
 * @param connections further sources for `connect-src`, such as the WebSocket's
 */
export function contentSecurityPolicy(connections: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self'",
    `connect-src ${["'self'", ...connections].join(' ')}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every response of a shell. */
export function securityHeaders(connections?: readonly string[]): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connections),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}
