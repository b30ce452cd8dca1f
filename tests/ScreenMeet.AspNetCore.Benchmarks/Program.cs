using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ScreenMeet.AspNetCore.Benchmarks;
using Xunit.MicrosoftTestingPlatform;

switch (args)
{
    case ["micro", .. var rest]:
        var inProcess = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddLogicalGroupRules(BenchmarkLogicalGroupRule.ByCategory);
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest.Length == 0 ? ["--filter", "*"] : rest, inProcess);
        return 0;

    case ["load", .. var rest]:
        return await LoadComparison.RunAsync(rest);

    case ["serve", var contender, .. var rest]:
        await LoadServer.RunAsync(contender, rest);
        return 0;

    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
