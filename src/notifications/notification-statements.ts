export const findAddressees = {
  name: 'find-addressees',
  text: `SELECT email AS address, name, time_zone AS "timeZone" FROM users WHERE id = $1`,
};

export const insertNotification = {
  name: 'insert-notification',
  text: `
    INSERT INTO notifications (id, user_id, kind, params, ip, device, created_at, report_token_hash, report_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
};

export const findPeopleOfType = {
  name: 'find-people-of-type',
  text: 'SELECT id FROM users WHERE account_type = $1',
};

export const findRecentNotification = {
  name: 'find-recent-notification',
  text: 'SELECT id FROM notifications WHERE user_id = $1 AND kind = $2 AND created_at > $3 LIMIT 1',
};

export const listNotifications = {
  name: 'list-notifications',
  text: `
    SELECT id, kind, params, host(ip) AS ip, device, created_at AS "createdAt", read_at AS "readAt" FROM notifications
    WHERE user_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

/** Apart, so that it reads the index of unread ones only. */
export const listUnreadNotifications = {
  name: 'list-unread-notifications',
  text: `
    SELECT id, kind, params, host(ip) AS ip, device, created_at AS "createdAt", read_at AS "readAt" FROM notifications
    WHERE user_id = $1 AND read_at IS NULL AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
};

export const countUnreadNotifications = {
  name: 'count-unread-notifications',
  text: 'SELECT count(*)::int AS count FROM notifications WHERE user_id = $1 AND read_at IS NULL',
};

/** Keeps the time of the first reading. */
export const readNotification = {
  name: 'read-notification',
  text: `
    UPDATE notifications SET read_at = coalesce(read_at, $3) WHERE id = $1 AND user_id = $2`,
};

export const readAllNotifications = {
  name: 'read-all-notifications',
  text: 'UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL',
};

export const deleteOldNotifications = {
  name: 'delete-old-notifications-batch',
  text: `
    DELETE FROM notifications WHERE id IN (
      SELECT id FROM notifications WHERE created_at < $1 ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED
    )`,
};
