using ScreenMeet.AspNetCore.Inbox.Tests;

[assembly: AssemblyFixture(typeof(PostgreSqlFixture))]
