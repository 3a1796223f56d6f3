import { accounts } from './accounts';
import { approval } from './approval';
import { problems } from './problems';
import { shell } from './shell';
import { verification } from './verification';
import { work } from './work';

/** One file for each part of the web app. */
export const en = { accounts, approval, problems, shell, verification, work };
