using Microsoft.EntityFrameworkCore;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// Fills the tables of the inbox.
internal static class StoredEvents
{
    // Adds what is missing to a number of stored events. They wait for a retry tomorrow, ten in a session. Of the keys and the dead events, 2000 are old
    // enough to be purged.
    public static async Task AddAsync(LoadDatabase database, int count)
    {
        if (count == 0)
        {
            return;
        }

        await using var context = database.CreateContext();
        context.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        foreach (var sql in database.IsSqlite ? Sqlite : PostgreSql)
        {
            await context.Database.ExecuteSqlRawAsync(sql, count, count / 5);
        }
    }

    private static string[] PostgreSql { get; } =
    [
        """
        INSERT INTO "ScreenMeetInboxEvent" ("WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "DueAt", "Attempts")
        SELECT '', hashint8extended(i / 10, 0), decode(repeat('20', 500) || '7b7d', 'hex'), sha256(int8send(i)), 0, now(), now(), now() + interval '1 day', 1
        FROM generate_series((SELECT count(*) FROM "ScreenMeetInboxEvent") + 1, {0} - {1}) AS i
        """,
        """
        INSERT INTO "ScreenMeetInboxDeadEvent" ("Id", "WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "Attempts", "LastAttemptAt", "ErrorText", "ErrorGroup")
        SELECT -i, '', hashint8extended(i, 1), decode(repeat('20', 500) || '7b7d', 'hex'), sha256(int8send(i)), 0, now(), now(), 10,
          CASE WHEN i <= 2000 THEN now() - interval '40 days' ELSE now() END, repeat('error ', 100), 'group'
        FROM generate_series((SELECT count(*) FROM "ScreenMeetInboxDeadEvent") + 1, {1}) AS i
        ON CONFLICT DO NOTHING
        """,
        """
        INSERT INTO "ScreenMeetInboxKey" ("Key", "WebhookName", "StoredAt")
        SELECT sha256(int8send(i)), '', CASE WHEN i <= 2000 THEN now() - interval '40 days' ELSE now() END FROM generate_series(1, {0}) AS i
        ON CONFLICT DO NOTHING
        """,
        """VACUUM ANALYZE "ScreenMeetInboxEvent" """,
        """VACUUM ANALYZE "ScreenMeetInboxDeadEvent" """,
        """VACUUM ANALYZE "ScreenMeetInboxKey" """,
        "CHECKPOINT",
    ];

    private static string[] Sqlite { get; } =
    [
        """
        WITH RECURSIVE n(i) AS (SELECT (SELECT count(*) FROM "ScreenMeetInboxEvent") + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0} - {1})
        INSERT INTO "ScreenMeetInboxEvent" ("WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "DueAt", "Attempts")
        SELECT '', (i / 10) * 92233720368 - 4000000000000000, CAST(printf('%500s', '[]') AS blob), randomblob(32), 0, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'),
          strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'), strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', '+1 day'), 1 FROM n
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT (SELECT count(*) FROM "ScreenMeetInboxDeadEvent") + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {1})
        INSERT INTO "ScreenMeetInboxDeadEvent" ("Id", "WebhookName", "Session", "Json", "DeliveryFingerprint", "Index", "ReceivedAt", "StoredAt", "Attempts", "LastAttemptAt", "ErrorText", "ErrorGroup")
        SELECT -i, '', i * 92233720368, CAST(printf('%500s', '[]') AS blob), randomblob(32), 0, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'),
          strftime('%Y-%m-%d %H:%M:%f+00:00', 'now'), 10, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', iif(i <= 2000, '-40 days', '-1 second')), printf('%600s', 'error'), 'group' FROM n
        WHERE TRUE ON CONFLICT DO NOTHING
        """,
        """
        WITH RECURSIVE n(i) AS (SELECT (SELECT count(*) FROM "ScreenMeetInboxKey") + 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0})
        INSERT INTO "ScreenMeetInboxKey" ("Key", "WebhookName", "StoredAt")
        SELECT randomblob(32), '', strftime('%Y-%m-%d %H:%M:%f+00:00', 'now', iif(i <= 2000, '-40 days', '-1 second')) FROM n
        """,
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ];
}
