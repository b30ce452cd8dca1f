using ScreenMeet.AspNetCore.Inbox.Load;
using Xunit.MicrosoftTestingPlatform;

switch (args)
{
    case ["throughput", .. var filter]:
        await Throughput.RunAsync(new(filter), Console.Out);
        return 0;

    case ["latency", .. var filter]:
        await Latency.RunAsync(new(filter), Console.Out);
        return 0;

    case ["claim", .. var filter]:
        await Claiming.RunAsync(new(filter), Console.Out);
        return 0;

    case ["node", var database, var connectionString, var handler, var times]:
        await LoadNode.RunAsync(new(database, connectionString), handler, times);
        return 0;

    default:
        return await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
}
