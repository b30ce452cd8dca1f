using ScreenMeet.Packages.Tests.Packing;

[assembly: AssemblyFixture(typeof(PackedPackages))]
