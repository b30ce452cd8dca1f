using System.Text;
using System.Text.Json.Nodes;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Cli.Tests;

public sealed class KeyTests : IDisposable
{
    private const string Body = "[]";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("screenmeet-key-");
    private readonly string _body;

    public KeyTests()
    {
        _body = Path.Combine(_folder.FullName, "body");
        File.WriteAllText(_body, Body);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task It_comes_from_the_command_line() => AssertSignedWith(Signed.Key, await SignAsync(new(), "--key", Signed.Key));

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("")]
    public async Task It_comes_from_standard_input(string end) => AssertSignedWith(Signed.Key, await SignAsync(ToolStart.WithInput(Signed.Key + end), "--key", "-"));

    [Fact]
    public async Task It_comes_from_the_environment() => AssertSignedWith(Signed.Key, await SignAsync(ToolStart.WithVariable("SCREENMEET_SIGNING_KEY", Signed.Key)));

    [Fact]
    public async Task It_comes_from_the_user_secrets_of_a_project()
    {
        var home = CreateProject("""<Project><PropertyGroup><UserSecretsId>kit-test</UserSecretsId></PropertyGroup></Project>""");

        AssertSignedWith(Signed.Key, await SignAsync(home, "--project", _folder.FullName));
        AssertSignedWith(Signed.Key, await SignAsync(home, "--project", Path.Combine(_folder.FullName, "App.csproj")));
        AssertSignedWith(Signed.Key, await SignAsync(home));
        AssertSignedWith(Signed.PreviousKey, await SignAsync(home, "--secret", "ScreenMeet:Emea:SigningKey"));
    }

    [Fact]
    public async Task The_user_secrets_can_be_named_for_all_projects_of_a_folder()
    {
        var home = CreateProject("<Project />");
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "Directory.Build.props"), "<Project><PropertyGroup><UserSecretsId>kit-test</UserSecretsId></PropertyGroup></Project>", TestContext.Current.CancellationToken);

        AssertSignedWith(Signed.Key, await SignAsync(home));
    }

    [Fact]
    public async Task What_is_said_wins_over_what_is_there()
    {
        var start = CreateProject("""<Project><PropertyGroup><UserSecretsId>kit-test</UserSecretsId></PropertyGroup></Project>""");
        start.Environment["SCREENMEET_SIGNING_KEY"] = Signed.PreviousKey;

        AssertSignedWith("whsk_5e1f0c77b2d94a36", await SignAsync(start, "--key", "whsk_5e1f0c77b2d94a36"));
        AssertSignedWith(Signed.Key, await SignAsync(start, "--project", "."));
        AssertSignedWith(Signed.PreviousKey, await SignAsync(start));
    }

    [Fact]
    public async Task Without_one_the_message_says_where_it_can_be()
    {
        var result = await SignAsync(new());

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The signing key is missing.", result.Error, StringComparison.Ordinal);
        Assert.Contains("SCREENMEET_SIGNING_KEY", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_without_it_is_named()
    {
        var result = await SignAsync(CreateProject("<Project />"), "--project", ".");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("dotnet user-secrets set ScreenMeet:SigningKey", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_cannot_be_a_key_is_refused_and_not_quoted()
    {
        var result = await SignAsync(ToolStart.WithVariable("SCREENMEET_SIGNING_KEY", "your-signing-key"));

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("The signing key is a placeholder.", result.Error, StringComparison.Ordinal);
        Assert.Contains("from SCREENMEET_SIGNING_KEY", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("your-signing-key", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_and_body_cannot_both_be_standard_input()
    {
        var result = await Tool.RunAsync(ToolStart.WithInput(Signed.Key), "sign", "--key", "-");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--body", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("plain")]
    [InlineData("json")]
    [InlineData("quiet")]
    public async Task No_command_shows_it(string output)
    {
        await using var receiver = await OddReceiver.StartAsync(500);
        var start = ToolStart.WithVariable("SCREENMEET_SIGNING_KEY", Signed.Key);

        foreach (var command in new string[][]
        {
            ["send", receiver.Url, "--story", "unused"], ["probe", receiver.Url], ["sign", "--body", _body], ["verify", "--body", _body, "--signature", Signed.Key],
            ["verify", "--body", _body, "--signature", Signed.Hex(Encoding.UTF8.GetBytes(Body))],
        })
        {
            var result = await Tool.RunAsync(start, [.. command, "--output", output]);

            Assert.DoesNotContain(Signed.Key, result.Output + result.Error, StringComparison.Ordinal);
        }
    }

    private static void AssertSignedWith(string key, ToolResult result) =>
        Assert.Equal(new ToolResult(0, Signed.Hex(Encoding.UTF8.GetBytes(Body), key).ToLowerInvariant() + Environment.NewLine, ""), result);

    private Task<ToolResult> SignAsync(ToolStart start, params string[] arguments) => Tool.RunAsync(start, ["sign", "--body", _body, "--output", "quiet", .. arguments]);

    // In a home of its own, so that no secret of this machine is read or changed.
    private ToolStart CreateProject(string project)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "App.csproj"), project);
        var secrets = Directory.CreateDirectory(Path.Combine(_folder.FullName, ".microsoft", "usersecrets", "kit-test"));
        File.WriteAllText(
            Path.Combine(secrets.FullName, "secrets.json"), new JsonObject { ["ScreenMeet:SigningKey"] = Signed.Key, ["ScreenMeet:Emea:SigningKey"] = Signed.PreviousKey }.ToJsonString());
        return new() { Folder = _folder.FullName, Environment = { ["HOME"] = _folder.FullName, ["DOTNET_CLI_HOME"] = _folder.FullName } };
    }
}
