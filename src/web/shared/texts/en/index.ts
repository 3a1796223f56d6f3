export { accounts } from './accounts';
export { approval } from './approval';
export { problems } from './problems';
export { setUp } from './set-up';
export { shell } from './shell';
export { verification } from './verification';
export { work } from './work';
