import type { Challenge } from '../../shared/api/types';

/** The password was right; what is missing is the second step. Lives in memory only. */
export interface WaitingLogin {
  loginToken: string;
  challenge: Challenge;
}
