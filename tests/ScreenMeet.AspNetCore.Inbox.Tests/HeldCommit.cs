namespace ScreenMeet.AspNetCore.Inbox.Tests;

// Holds each commit that has saved an effect until the test lets go.
public static class HeldCommit
{
    public const string Sql =
        """
        CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_advisory_xact_lock(4712);
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON "Effects" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold();
        SELECT pg_advisory_lock(4712)
        """;

    public const string Release = "SELECT pg_advisory_unlock(4712)";

    public const string IsHeld =
        "EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712 AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))";
}
