import { accounts } from './accounts';
import { problems } from './problems';
import { shell } from './shell';
import { verification } from './verification';

/** One file for each part of the web app. */
export const en = { accounts, problems, shell, verification };
