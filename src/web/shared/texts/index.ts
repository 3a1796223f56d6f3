/**
 * All words of the web app, `texts.part.name`. Another language is another folder with the same exports. Each part is a
 * module of its own, so that a page loads the words it uses.
 */
export * as texts from './en';
