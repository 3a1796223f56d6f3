export const findReportable = {
  name: 'find-reportable-notice',
  text: `
    SELECT n.id, n.kind, n.created_at AS "createdAt", u.id AS "userId", u.email, u.account_type AS "accountType"
    FROM notifications n JOIN users u ON u.id = n.user_id
    WHERE n.report_token_hash = $1 AND n.report_until > $2`,
};

/** The first use of a link makes the row; the others find it. */
export const insertReport = {
  name: 'insert-security-report',
  text: `
    INSERT INTO security_reports (id, user_id, notification_id, notice_kind, noticed_at, status, ip, device, created_at)
    VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)
    ON CONFLICT (notification_id) DO NOTHING RETURNING id, created_at AS "reportedAt"`,
};

export const findReportOfNotice = {
  name: 'find-security-report-of-notice',
  text: 'SELECT created_at AS "reportedAt" FROM security_reports WHERE notification_id = $1',
};

export const listReports = {
  name: 'list-security-reports',
  text: `
    SELECT r.id, r.status, r.notice_kind AS "noticeKind", r.noticed_at AS "noticedAt", host(r.ip) AS ip, r.device,
      r.created_at AS "createdAt", r.closed_at AS "closedAt", r.closed_by AS "closedBy", r.note,
      u.id AS "userId", u.name, u.email, u.account_type AS "accountType"
    FROM security_reports r JOIN users u ON u.id = r.user_id
    WHERE ($1::uuid IS NULL OR r.id < $1) AND ($2::text IS NULL OR r.status = $2)
    ORDER BY r.id DESC LIMIT $3`,
};

/** Whoever was reported does not judge it. */
export const closeReport = {
  name: 'close-security-report',
  text: `
    UPDATE security_reports SET status = 'closed', closed_at = $2, closed_by = $3, note = $4
    WHERE id = $1 AND status = 'open' AND user_id <> $3`,
};
