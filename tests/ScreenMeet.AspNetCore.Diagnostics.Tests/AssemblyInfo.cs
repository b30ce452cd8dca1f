using ScreenMeet.AspNetCore.Diagnostics.Tests;

[assembly: AssemblyFixture(typeof(ChromiumFixture))]
