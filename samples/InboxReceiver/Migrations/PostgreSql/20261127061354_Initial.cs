using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace InboxReceiver.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ScreenMeetInboxDeadEvent",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    WebhookName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Session = table.Column<long>(type: "bigint", nullable: false),
                    Json = table.Column<byte[]>(type: "bytea", nullable: false),
                    DeliveryFingerprint = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Index = table.Column<int>(type: "integer", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    StoredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    LastAttemptAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ErrorText = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    ErrorGroup = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScreenMeetInboxDeadEvent", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ScreenMeetInboxEvent",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    WebhookName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Session = table.Column<long>(type: "bigint", nullable: false),
                    Json = table.Column<byte[]>(type: "bytea", nullable: false),
                    DeliveryFingerprint = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Index = table.Column<int>(type: "integer", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    StoredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    BegunAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScreenMeetInboxEvent", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ScreenMeetInboxKey",
                columns: table => new
                {
                    Key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    WebhookName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    StoredAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScreenMeetInboxKey", x => x.Key);
                });

            migrationBuilder.CreateTable(
                name: "ScreenMeetInboxWebhook",
                columns: table => new
                {
                    WebhookName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    IsPaused = table.Column<bool>(type: "boolean", nullable: false),
                    EventTypes = table.Column<string>(type: "character varying(20000)", maxLength: 20000, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ScreenMeetInboxWebhook", x => x.WebhookName);
                });

            migrationBuilder.CreateTable(
                name: "Sessions",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Label = table.Column<string>(type: "text", nullable: true),
                    Status = table.Column<string>(type: "text", nullable: true),
                    LastEvent = table.Column<string>(type: "text", nullable: true),
                    LastEventAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    EventCount = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Sessions", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_ScreenMeetInboxDeadEvent_WebhookName_LastAttemptAt",
                table: "ScreenMeetInboxDeadEvent",
                columns: new[] { "WebhookName", "LastAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ScreenMeetInboxEvent_WebhookName_Session_Id",
                table: "ScreenMeetInboxEvent",
                columns: new[] { "WebhookName", "Session", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ScreenMeetInboxKey_WebhookName_StoredAt",
                table: "ScreenMeetInboxKey",
                columns: new[] { "WebhookName", "StoredAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ScreenMeetInboxDeadEvent");

            migrationBuilder.DropTable(
                name: "ScreenMeetInboxEvent");

            migrationBuilder.DropTable(
                name: "ScreenMeetInboxKey");

            migrationBuilder.DropTable(
                name: "ScreenMeetInboxWebhook");

            migrationBuilder.DropTable(
                name: "Sessions");
        }
    }
}
