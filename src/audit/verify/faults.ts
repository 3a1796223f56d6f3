/** What can be wrong with a log, and what that means to a reader. */
export const faults = {
  'event-changed': 'The event says something else than when it got its place.',
  'event-forged':
    'The event was not written, or not left, as it is by the application: its MAC does not fit.',
  'event-missing':
    'The event is gone: its place in the log is still there, or it was deleted before it had one.',
  'event-outside': 'The event has no place in the log although everything around it has: it was added later.',
  'personal-facts-changed': 'Address and user agent are not those that were recorded.',
  'erasure-unknown': 'Address and user agent are gone, but the log tells of no erasure of the person.',
  'leaf-missing': 'A place in the log is empty.',
  'leaf-changed': 'This place in the log held another event, or another hash of it.',
  'tree-changed': 'A stored hash over a block of events is not the hash of these events.',
  'root-differs': 'The events do not have the root that was signed.',
  'checkpoint-forged': 'The checkpoint was not signed by the key of this log.',
  'key-forged': 'A signing key in the database was not put there by the application.',
  'key-replaced': 'The key that signed a known checkpoint is not one of the keys of this log.',
  'tail-missing': 'The log was longer: a signed checkpoint of a larger size is known.',
  'history-rewritten': 'The log does not extend the one that an earlier checkpoint was signed for.',
} as const;

export type Fault = keyof typeof faults;
