import { plural } from '../plural';

export const notifications = {
  title: 'Notifications',
  lead: 'What happened on your account. We also send these by e-mail.',
  bell: (unread: number) =>
    unread === 0 ? 'Notifications, none unread' : `Notifications, ${plural(unread, 'unread', 'unread')}`,
  all: 'All',
  unread: 'Unread',
  show: 'Show',
  markAll: 'Mark all as read',
  markRead: 'Mark as read',
  markReadOf: (title: string) => `Mark as read: ${title}`,
  isNew: 'New',
  allRead: 'All notifications are read.',
  list: 'Notifications',
  empty: {
    title: 'Nothing here yet',
    detail: 'Changes to your security and your payments will show up here.',
  },
  emptyUnread: { title: 'You are up to date', detail: 'There is nothing that you have not read.' },
  severities: { info: 'For your information', warning: 'Please check', critical: 'Urgent' },
  actions: {
    'check-security': 'Check your security settings',
    'make-backup-codes': 'Make new backup codes',
    'check-phone': 'Check your phone number',
    'check-email': 'Check your e-mail address',
    'follow-recovery': 'See how far it is, or stop it',
  },
};
