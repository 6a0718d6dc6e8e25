import type { Webview } from 'vscode';
import { Uri } from 'vscode';

/** Where the page's script and style stand in the package: the only folder that the page may load from. */
export function pageFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

/**
 * The page: a script, a style, and an element to draw into. Nothing may run, load or be sent but those two. The `meta`
 * of the nonce is for the toolkit, which adds a style element of its own.
 */
export function panelHtml(webview: Webview, extensionUri: Uri, nonce: string): string {
  const resource = (name: string): string =>
    webview.asWebviewUri(Uri.joinPath(pageFolder(extensionUri), name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource('attestation.css')}" nonce="${nonce}">
<script defer src="${resource('attestation.js')}" nonce="${nonce}"></script>
<title>Attestation Document</title>
</head>
<body>
<main id="page"></main>
</body>
</html>`;
}

/** 128 bits that nobody can guess, as CSP Level 3 (section "Nonces") asks for, in hexadecimal. */
export function newNonce(randomBytes: (count: number) => Uint8Array): string {
  return Array.from(randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
