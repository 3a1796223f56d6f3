import { en } from './en';

/** All words of the web app. Another language is another object of this type. */
export type Texts = typeof en;

export const texts: Texts = en;
