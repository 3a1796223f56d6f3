import { setNonce } from 'get-nonce';

/** Style elements without it are not applied; the server puts a new one into each answer. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';

// Dialogs keep the page behind them from scrolling by a style element of another package.
setNonce(styleNonce);
