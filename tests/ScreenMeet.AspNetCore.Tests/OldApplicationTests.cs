using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpLogging;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.RateLimiting;
using ScreenMeet.TestHarness;

namespace ScreenMeet.AspNetCore.Tests;

// One application that has, all at once, what applications gather over the years.
public sealed class OldApplicationTests
{
    public static TheoryData<Server> Servers => AcceptanceTests.Servers;

    public static MatrixTheoryData<Server, string> ServersAndEntryPoints => AcceptanceTests.ServersAndEntryPoints;

    [Theory]
    [MemberData(nameof(ServersAndEntryPoints))]
    public async Task Verified_deliveries_pass(Server server, string entryPoint)
    {
        await using var receiver = await StartAsync(server);

        foreach (var contentType in new[] { "text/plain", "application/json", "application/x-www-form-urlencoded", null })
        {
            using var response = await receiver.SendAsync(Signed.Delivery("/base" + entryPoint).WithContentType(contentType));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var compressed = await receiver.SendAsync(Compressed("/base" + entryPoint));
        Assert.Equal(HttpStatusCode.OK, compressed.StatusCode);

        Assert.Equal(5, receiver.ReceivedEvents.Batches.Count);
        Assert.All(receiver.ReceivedEvents.Batches, events => Assert.Equal(["room-entered", "audio-muted"], events.Select(e => e.Type)));
        receiver.AssertNoErrors();
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Refused_ones_are_refused_with_the_right_status(Server server)
    {
        const string Path = "/base" + EntryPoints.ApiController;
        (HttpStatusCode Status, HttpRequestMessage Request)[] refused =
        [
            (HttpStatusCode.Unauthorized, Signed.Delivery(Path, key: "whsk_another_organization")),
            (HttpStatusCode.Unauthorized, Signed.Delivery(Path).Without("x-signature")),
            (HttpStatusCode.Unauthorized, Signed.Delivery(Path).With("x-http-method-override", "POST").Without("x-signature")),
            (HttpStatusCode.BadRequest, Signed.Delivery(Path, "{}")),
            (HttpStatusCode.RequestEntityTooLarge, Signed.Delivery(Path, new string('x', 5000))),
            (HttpStatusCode.UnsupportedMediaType, WithEncoding(Signed.Delivery(Path), "zstd")),
            (HttpStatusCode.BadRequest, WithEncoding(Signed.Delivery(Path), "gzip")),
        ];

        await using var receiver = await StartAsync(server);
        foreach (var (status, request) in refused)
        {
            using var response = await receiver.SendAsync(request);
            Assert.Equal(status, response.StatusCode);
            Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        Assert.Empty(receiver.ReceivedEvents.Batches);
        Assert.Equal("DeliveryUnreadable", Assert.Single(receiver.Logs, log => log.Level >= LogLevel.Error).Id.Name);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Untouched_endpoints_are_untouched(Server server)
    {
        await using var receiver = await StartAsync(server);

        // Neither read nor buffered: the body is what the middleware in front left, at its start.
        using var streamed = await receiver.SendAsync(Signed.Post("/base/untouched", "some content"u8.ToArray()));
        Assert.Equal("False 12", await streamed.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var json = await receiver.SendAsync(Signed.Post("/base/old-json", "{\"Some_Name\":\"x\"}"u8.ToArray()).WithContentType("application/json"));
        Assert.Equal("x", await json.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        using var protectedAction = await receiver.SendAsync(new(HttpMethod.Get, "/base/protected"));
        Assert.Equal(HttpStatusCode.Found, protectedAction.StatusCode);

        using var form = await receiver.SendAsync(Signed.Post("/base/old-form", "a=b"u8.ToArray()).WithContentType("application/x-www-form-urlencoded"));
        Assert.Equal(HttpStatusCode.BadRequest, form.StatusCode);
    }

    [Fact]
    public async Task A_method_that_was_overridden_is_the_one_that_counts()
    {
        await using var receiver = await StartAsync(Server.TestServer);

        using var response = await receiver.SendAsync(Signed.Delivery("/base" + EntryPoints.RequiredSignature).With("x-http-method-override", "PUT"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(receiver.ReceivedEvents.Batches);
    }

    private static Task<Receiver> StartAsync(Server server) => Receiver.StartAsync(
        server,
        options: webhook => (webhook.SigningKey, webhook.MaxBodySize) = (Signed.Key, 2000),
        services: builder =>
        {
            var services = builder.Services;
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie();
            services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            services.AddAntiforgery();
            services.AddOutputCache(cache => cache.AddBasePolicy(policy => policy.Cache()));
            services.AddCors(cors => cors.AddDefaultPolicy(policy => policy.WithOrigins("https://example.com").AllowAnyHeader()));
            services.AddRateLimiter(limiter => limiter.AddFixedWindowLimiter("fixed", fixedWindow => (fixedWindow.PermitLimit, fixedWindow.Window) = (1, TimeSpan.FromHours(1))));
            services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new() { Timeout = TimeSpan.FromSeconds(30) });
            services.AddRequestDecompression();
            services.AddHttpLogging(logging => logging.LoggingFields = HttpLoggingFields.RequestProperties | HttpLoggingFields.ResponsePropertiesAndHeaders | HttpLoggingFields.Duration);
            services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNameCaseInsensitive = false);
            services.Configure<MvcOptions>(mvc =>
            {
                mvc.Filters.Add(new AutoValidateAntiforgeryTokenAttribute());
                mvc.Filters.Add(new AuthorizeFilter());
                mvc.MaxModelValidationErrors = 1;
                mvc.ModelBinderProviders.Insert(0, new NoBinderProvider());
            });
            services.AddControllers().AddNewtonsoftJson(json => json.SerializerSettings.ContractResolver = new Newtonsoft.Json.Serialization.DefaultContractResolver
            {
                NamingStrategy = new Newtonsoft.Json.Serialization.SnakeCaseNamingStrategy(),
            });
        },
        pipeline: app =>
        {
            app.UseExceptionHandler(errors => errors.Run(context => context.Response.WriteAsync("sorry")));
            app.UseStatusCodePages("text/plain", "page for {0}");
            app.UseHttpLogging();
            app.UsePathBase("/base");
            app.UseHttpMethodOverride();
            app.UseRequestDecompression();
            app.UseRouting();
            app.UseCors();
            app.UseRateLimiter();
            app.UseRequestTimeouts();
            app.UseAuthentication();
            app.UseAuthorization();
            app.UseAntiforgery();
            app.UseOutputCache();
            app.UseScreenMeetWebhooks();
            EntryPoints.Map(app);
            app.MapPost("/untouched", [AllowAnonymous] async (HttpRequest request) =>
            {
                var canSeek = request.Body.CanSeek;
                using var content = new MemoryStream();
                await request.Body.CopyToAsync(content);
                return $"{canSeek} {content.Length}";
            });
        },
        controllers: [.. EntryPoints.Controllers, typeof(OldController), typeof(OldApiController)]);

    private static HttpRequestMessage Compressed(string path)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(Signed.Json));
        }

        var request = Signed.Delivery(path);
        request.Content = Signed.Post(path, compressed.ToArray()).Content;
        return WithEncoding(request, "gzip");
    }

    private static HttpRequestMessage WithEncoding(HttpRequestMessage request, string encoding)
    {
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    [Consumes("application/json")]
    public sealed class OldController : Controller
    {
        [HttpPost("/old-json"), AllowAnonymous, IgnoreAntiforgeryToken]
        public string? Json([FromBody] Body body) => body.SomeName;

        [HttpGet("/protected")]
        public string Protected() => "secret";
    }

    [ApiController, EnableRateLimiting("fixed")]
    public sealed class OldApiController : ControllerBase
    {
        [HttpPost("/old-form"), AllowAnonymous]
        public string Form([FromForm] string a) => a;
    }

    public sealed class Body
    {
        [Newtonsoft.Json.JsonProperty("Some_Name")]
        public string? SomeName { get; set; }
    }

    private sealed class NoBinderProvider : Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinderProvider
    {
        public Microsoft.AspNetCore.Mvc.ModelBinding.IModelBinder? GetBinder(Microsoft.AspNetCore.Mvc.ModelBinding.ModelBinderProviderContext context) => null;
    }
}
