import { texts } from '../texts';

/** As the server hands them out, once. */
export interface Codes {
  backupCodes: string[];
  recoveryCode: string;
}

const GROUP = 4;

/** Easier to read and to copy by hand; code fields take them with and without the gaps. */
export function inGroups(code: string): string {
  return (code.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join(' ');
}

/** For a file, the clipboard or paper. */
export function codesAsText({ backupCodes, recoveryCode }: Codes, day: string): string {
  const codes = backupCodes.map((code, index) => `${String(index + 1).padStart(2)}. ${inGroups(code)}`);
  return texts.setUp.savedCodes.file({ codes: codes.join('\n'), recovery: inGroups(recoveryCode), day });
}
