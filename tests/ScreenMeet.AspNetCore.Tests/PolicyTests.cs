using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using ScreenMeet.TestHarness;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Tests;

// The signature replaces authentication, so what an application asks of its users is not evaluated: that is said.
public sealed class PolicyTests
{
    public static TheoryData<Type, string> OnTheAction => new()
    {
        { typeof(PolicyController), "the policy 'internal'" },
        { typeof(RolesController), "the roles 'admin, agent', the authentication schemes 'Bearer'" },
        { typeof(RequirementController), "the requirement MinimumAge" },
        { typeof(OverridingController), "the policy 'internal'" },
    };

    [Theory]
    [MemberData(nameof(OnTheAction))]
    public async Task A_policy_on_the_marked_action_stops_the_start(Type controller, string requirements)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(controller, app => app.MapControllers()));

        Assert.StartsWith(
            $"SM0019: The action '{controller.FullName}.Receive (ScreenMeet.AspNetCore.Tests)' has [Authorize] with {requirements}, which would never be evaluated because the ScreenMeet signature replaces authentication. Remove it",
            exception.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_of_the_class_is_a_warning()
    {
        await using var receiver = await StartAsync(typeof(ClassPolicyController), app => app.MapControllers());

        AssertWarning(receiver, $"{typeof(ClassPolicyController).FullName}.Receive (ScreenMeet.AspNetCore.Tests)", "the policy 'internal'");
    }

    [Fact]
    public async Task A_policy_of_a_convention_is_a_warning()
    {
        await using var receiver = await StartAsync(typeof(PlainController), app => app.MapControllers().RequireAuthorization("internal"));

        AssertWarning(receiver, $"{typeof(PlainController).FullName}.Receive (ScreenMeet.AspNetCore.Tests)", "the policy 'internal'");
    }

    [Fact]
    public async Task A_policy_of_a_global_filter_is_a_warning()
    {
        await using var receiver = await StartAsync(
            typeof(PlainController),
            app => app.MapControllers(),
            builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new AuthorizeFilter("internal"))));

        AssertWarning(receiver, $"{typeof(PlainController).FullName}.Receive (ScreenMeet.AspNetCore.Tests)", "the policy 'internal'");
    }

    [Fact]
    public async Task A_policy_around_a_minimal_API_is_a_warning()
    {
        await using var receiver = await StartAsync(
            typeof(NoController),
            app => app.MapGroup("/group").RequireAuthorization(policy => policy.RequireRole("admin", "agent").RequireClaim("scope").AddAuthenticationSchemes("Bearer", "Basic"))
                .MapPost("/", [Authorize("internal")] (ScreenMeetDelivery delivery) => delivery.Count));

        AssertWarning(receiver, "HTTP: POST /group/", "the roles 'admin, agent', the requirement ClaimsAuthorizationRequirement, the authentication schemes 'Bearer, Basic', the policy 'internal'", "the policy 'internal', the roles 'admin, agent', the requirement ClaimsAuthorizationRequirement, the authentication schemes 'Bearer, Basic'");
    }

    [Theory]
    [InlineData(typeof(SignInController))]
    [InlineData(typeof(AnonymousController))]
    [InlineData(typeof(AnonymousActionController))]
    public async Task A_sign_in_alone_and_an_explicit_AllowAnonymous_are_not_worth_a_word(Type controller)
    {
        await using var receiver = await StartAsync(
            controller,
            app => app.MapControllers().RequireAuthorization(),
            builder => builder.Services.Configure<MvcOptions>(mvc => mvc.Filters.Add(new AuthorizeFilter(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build()))));

        Assert.DoesNotContain(receiver.LogsOfOurs, log => log.Level >= LogLevel.Warning);
    }

    private static void AssertWarning(Receiver receiver, string endpoint, params string[] requirements)
    {
        var warning = Assert.Single(receiver.LogsOfOurs, log => log.Level >= LogLevel.Warning);
        Assert.Equal("PolicySilenced", warning.Id.Name);
        Assert.Contains(
            warning.Message,
            requirements.Select(silenced => $"The endpoint '{endpoint}' is marked as a ScreenMeet webhook, so the signature replaces authentication, and these requirements are not evaluated: {silenced}. Add [AllowAnonymous] to the endpoint if that is intended."));
    }

    private static Task<Receiver> StartAsync(Type controller, Action<WebApplication> map, Action<WebApplicationBuilder>? services = null) => Receiver.StartAsync(
        options: webhook => webhook.SigningKey = Signed.Key,
        services: builder =>
        {
            builder.Services.AddAuthentication("Bearer").AddCookie("Bearer");
            builder.Services.AddAuthorizationBuilder().AddPolicy("internal", policy => policy.RequireClaim("internal"));
            services?.Invoke(builder);
        },
        controllers: [controller],
        pipeline: app =>
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseScreenMeetWebhooks();
            map(app);
        });

    public sealed class MinimumAge : AuthorizeAttribute, IAuthorizationRequirement, IAuthorizationRequirementData
    {
        public IEnumerable<IAuthorizationRequirement> GetRequirements() => [this];
    }

    public sealed class NoController : Controller;

    public sealed class PolicyController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, Authorize("internal")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class RolesController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, Authorize(Roles = "admin, agent", AuthenticationSchemes = "Bearer")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class RequirementController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, MinimumAge]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [Authorize("internal")]
    public sealed class ClassPolicyController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class PlainController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class SignInController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, Authorize]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public sealed class AnonymousActionController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, AllowAnonymous, Authorize("internal")]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    public abstract class OverriddenController : Controller
    {
        [Authorize("internal")]
        public abstract int Receive(ScreenMeetEvent[] events);
    }

    public sealed class OverridingController : OverriddenController
    {
        [HttpPost("/policy"), ScreenMeetWebhook]
        public override int Receive(ScreenMeetEvent[] events) => events.Length;
    }

    [Authorize("internal")]
    public sealed class AnonymousController : Controller
    {
        [HttpPost("/policy"), ScreenMeetWebhook, AllowAnonymous]
        public int Receive(ScreenMeetEvent[] events) => events.Length;
    }
}
