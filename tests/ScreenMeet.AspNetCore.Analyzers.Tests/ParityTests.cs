using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.CodeAnalysis;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Analyzers.Tests;

// The analyzers and the check at the start of an application say the same.
public sealed partial class ParityTests
{
    // The messages of the start that a compiler cannot know of, and why.
    private static readonly Dictionary<string, string> s_startOnly = new()
    {
        ["SM0001"] = "The key comes from configuration.",
        ["SM0002"] = "Another assembly can register the services.",
        ["SM0004"] = "Another assembly can register the handlers.",
        ["SM0010"] = "The route values and the conventions of the application decide where such an endpoint leads to.",
        ["SM0014"] = "Routes and conventions are put together at the start.",
        ["SM0016"] = "Groups, conventions and attributes of the application's own can require the token.",
        ["SM0017"] = "The model binders and the input formatters that the application registers can fill the parameter.",
        ["SM0020"] = "Another assembly can map the controllers.",
        ["SM0024"] = "Only the metadata of another framework's endpoint says what it reads.",
        ["SM0025"] = "The compiler does not see whether another assembly's builder implements Finally.",
        ["SM0026"] = "Only a request shows that something reads events by itself.",
        ["SM0027"] = "Several methods, in several assemblies, can add to one webhook.",
        ["SM0028"] = "Several methods, in several assemblies, can add to one webhook.",
        ["SM0030"] = "Another assembly can register the webhooks.",
        ["SM0101"] = "Another assembly can register the context.",
        ["SM0102"] = "Conventions and several assemblies build the model.",
        ["SM0103"] = "Configuration can choose the provider.",
        ["SM0104"] = "Another assembly can register the handlers, and configuration sets MaxConcurrency.",
        ["SM0105"] = "Conventions and several assemblies build the model.",
        ["SM0106"] = "Configuration can choose the connection.",
        ["SM0107"] = "Another assembly can register the context.",
        ["SM0108"] = "SM0055 reports it where a compiler can see it.",
        ["SM0109"] = "SM0055 reports it where a compiler can see it.",
        ["SM0110"] = "Several methods, in several assemblies, can add to one webhook.",
        ["SM0111"] = "Nobody writes a name of more than 200 characters by hand.",
        ["SM0112"] = "Configuration sets the options.",
        ["SM0113"] = "Another assembly can add the inbox.",
        ["SM0114"] = "Only the databases know their ids.",
        ["SM0115"] = "Conventions and several assemblies build the model.",
        ["SM0116"] = "Another assembly can add the inbox.",
        ["SM0117"] = "Only the provider sees what is written through the connection.",
        ["SM0118"] = "Another assembly can add the inbox.",
        ["SM0201"] = "Another assembly can register the services.",
        ["SM0202"] = "Another assembly can register the webhooks.",
        ["SM0203"] = "The environment is known at the start, and a group can have the policy.",
        ["SM0204"] = "The environment is known at the start, and a group can allow anonymous requests.",
    };

    // The rules for what a start shows only with pages that were compiled with the application, as PageTests have them.
    private static readonly string[] s_pages = ["SM0022", "SM0023"];

    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < ParityCase.All.Count; i++)
            {
                data.Add(i, ParityCase.All[i].ToString());
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_mistake_is_reported_and_stops_the_start_in_the_same_words(int index, string description)
    {
        Assert.NotEmpty(description);
        var parityCase = ParityCase.All[index];
        var compilation = AllAnalyzers.Compile([parityCase.Source]);

        var diagnostic = Assert.Single(await AllAnalyzers.RunAsync(compilation));
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Load(compilation)));

        Assert.Equal(parityCase.Id, diagnostic.Id);
        Assert.Equal(WithoutEndpoint(exception.Message), WithoutEndpoint($"{diagnostic.Id}: {diagnostic.GetMessage(null)}"));
    }

    [Fact]
    public void Each_message_of_the_start_has_a_rule_or_a_reason_why_not()
    {
        string[] files = ["src/ScreenMeet.AspNetCore/Endpoints/Mistakes.cs", "src/ScreenMeet.AspNetCore.Inbox/InboxMistakes.cs", "src/ScreenMeet.AspNetCore.Diagnostics/DiagnosticsMistakes.cs"];
        var messages = files.SelectMany(file => Id.Matches(Repository.Read(file))).Select(match => match.Value).Order().ToArray();
        var rules = AllAnalyzers.Instances.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().ToArray();

        Assert.NotEmpty(messages);
        Assert.Equal(messages, rules.Where(rule => string.CompareOrdinal(rule, "SM0050") < 0).Concat(s_startOnly.Keys).Order());
    }

    [Fact]
    public void Each_rule_that_the_start_knows_has_a_case() =>
        Assert.Equal(
            AllAnalyzers.Instances.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().Where(rule => string.CompareOrdinal(rule, "SM0050") < 0).Order(),
            ParityCase.All.Select(parityCase => parityCase.Id).Distinct().Concat(s_pages).Order());

    [Fact]
    public async Task A_sound_application_is_silent_and_starts()
    {
        var sound = new ParityCase("", "app.MapPost(\"/a\", (ScreenMeetDelivery delivery) => delivery.Count); app.MapControllers();", "[HttpPost(\"/b\"), ScreenMeetWebhook] public int Receive(ScreenMeetEvent[] events) => events.Length;");
        var compilation = AllAnalyzers.Compile([sound.Source]);

        Assert.Empty(await AllAnalyzers.RunAsync(compilation));
        await using var receiver = await StartAsync(Load(compilation));
        await receiver.AssertAnswerAsync("/a", Signed.Key, System.Net.HttpStatusCode.OK);
        await receiver.AssertAnswerAsync("/b", Signed.Key, System.Net.HttpStatusCode.OK);
    }

    private static Assembly Load(Compilation compilation)
    {
        using var stream = new MemoryStream();
        Assert.True(compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Success);
        return Assembly.Load(stream.ToArray());
    }

    private static Task<Receiver> StartAsync(Assembly application)
    {
        var type = application.GetType("Application")!;
        return Receiver.StartAsync(
            services: builder =>
            {
                builder.Configuration["ScreenMeet:SigningKey"] = Signed.Key;
                builder.Services.AddMvcCore().AddApplicationPart(application);
                builder.Services.AddAuthorizationBuilder().AddPolicy("internal", policy => policy.RequireClaim("internal"));
                type.GetMethod("Add")!.CreateDelegate<Action<WebApplicationBuilder>>()(builder);
            },
            pipeline: type.GetMethod("Map")!.CreateDelegate<Action<WebApplication>>(),
            controllers: [.. application.GetTypes().Where(candidate => candidate.IsSubclassOf(typeof(ControllerBase)))]);
    }

    // The start names an endpoint by its route, and the compiler by the code.
    private static string WithoutEndpoint(string message) => FirstQuoted.Replace(message, "'…'", 1);

    [GeneratedRegex(@"\bSM\d{4}(?=: )")]
    private static partial Regex Id { get; }

    [GeneratedRegex("'.*?'(?= )")]
    private static partial Regex FirstQuoted { get; }
}
