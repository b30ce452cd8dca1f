using Microsoft.EntityFrameworkCore.Migrations;

namespace ScreenMeet.AspNetCore.Inbox.Tests.Readme;

public sealed class IndexSnippet : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex("IX_ScreenMeetInboxKey_StoredAt", "ScreenMeetInboxKey", "StoredAt")
            .Annotation("Npgsql:CreatedConcurrently", true);
    }
}
