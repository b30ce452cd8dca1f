namespace ScreenMeet.AspNetCore.Testing;

// Who and what a session is about, chosen once for each story.
internal sealed class StoryCast
{
    private static readonly string[] s_agents = ["Ada Okafor", "Jürgen Weiß", "Maya Lindqvist", "Tomás Herrera", "Priya Raman", "Sam O'Neil"];
    private static readonly string[] s_guests = ["Chloé Martin", "Łukasz Nowak", "佐藤 美咲", "Grace Whitfield", "Ömer Demir", "Noah Becker"];
    private static readonly string[] s_organizations = ["Northwind Support", "Contoso Field Service", "Fabrikam Care", "Tailspin Insurance"];
    private static readonly string[] s_labels = ["Printer prints blank pages", "Can't sign in after update", "VPN drops – every 10 minutes", "Rechnung lässt sich nicht öffnen", "Screen flickers \"sometimes\""];
    private static readonly string[] s_batteries = ["87%", "23%", "100%", "5%"];

    private static readonly (string App, string Type, string Prefix, string Provider)[] s_targets =
    [
        ("servicenow", "incident", "INC00", "snow-universal"),
        ("salesforce", "case", "000", "salesforce"),
        ("dynamics", "case", "CAS-", "dynamics"),
    ];

    private static readonly (string Maker, string Model, string Version)[] s_phones =
    [
        ("Apple", "iPhone16,2", "18.3.1"),
        ("samsung", "SM-S928B", "15"),
        ("Google", "Pixel 9", "16"),
    ];

    private static readonly (string Name, string Version, string Os)[] s_browsers =
    [
        ("Chrome", "145.0.7632.76", "Windows 11"),
        ("Safari", "19.2", "macOS 16"),
        ("Firefox", "147.0", "Ubuntu"),
    ];

    public StoryCast(StoryRandom random, DateTimeOffset start)
    {
        var agentId = random.Between(1000, 99_999);
        var organizationId = random.Between(100, 9999);
        var target = random.Pick(s_targets);
        Start = start;
        Agent = random.Pick(s_agents);
        Guest = random.Pick(s_guests);
        Label = random.Pick(s_labels);

        // Ids and numbers can be texts in such feeds.
        User = new()
        {
            { "id", random.Chance(0.8) ? agentId : $"{agentId}" },
            { "name", Agent },
            { "email", $"agent{agentId}@example.com" },
        };
        Organization = new() { { "id", organizationId }, { "name", random.Pick(s_organizations) } };
        Organization.AddWhere(random.Chance(0.5), "provider", target.Provider);
        Organization.AddWhere(random.Chance(0.5), "CustomerId", random.Chance(0.5) ? organizationId + 7 : $"{organizationId + 7}");
        AgentSession = new()
        {
            { "id", random.Id(40) },
            { "sid", random.Between(100_000, 999_999) },
            { "ExternalUserId", agentId },
            { "OrganizationId", organizationId },
            { "CustomerId", organizationId + 7 },
            { "provider", target.Provider },
            { "name", Agent },
            { "roles", new StoryProperties { { "api", true }, { "agent", true }, { "supervisor", random.Chance(0.2) } } },
            { "features", null },
            { "startedAt", start.AddMinutes(-random.Between(5, 90)) },
            { "expiresAt", start.AddHours(random.Between(8, 24)) },
            { "isActive", true },
            { "clientApp", random.Chance(0.5) ? "service-now-backend" : null },
            { "userAgent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36" },
            { "remoteIp", $"203.0.113.{random.Between(1, 254)}" },
        };
        CrmSyncTarget = new()
        {
            { "id", random.Id(18) },
            { "app", target.App },
            { "type", target.Type },
            { "name", $"{target.Prefix}{random.Between(10_000, 99_999)}" },
            { "sync", true },
            { "provider", target.Provider },
        };

        // What callers send has other names than what sessions show, and events can have either.
        Settings = random.Chance(0.5)
            ? new() { { "record", true }, { "prerequestrc", random.Chance(0.5) }, { "prerequestadmin", false }, { "knock", random.Chance(0.5) }, { "audio", false } }
            : new() { { "recording", true }, { "startwithrc", random.Chance(0.5) }, { "startwithadmin", false }, { "knock", random.Chance(0.5) }, { "audio", true } };
        LiveSettings = new() { { "recording", random.Chance(0.5) }, { "guest_video", true }, { "knock", true } };

        var (maker, model, system) = random.Pick(s_phones);
        Phone = new()
        {
            { "device_model", model },
            { "device_manufacturer", maker },
            { "device_os_version", system },
            { "device_total_ram", $"{random.Between(4, 12)} GB" },
            { "device_available_storage", $"{random.Between(1, 200)} GB" },
            { "device_battery_level", random.Pick(s_batteries) },
            { "device_battery_status", random.Chance(0.5) ? "charging" : "discharging" },
            { "locale_language", "en-GB" },
        };
        var (browser, version, os) = random.Pick(s_browsers);
        Browser = new() { { "type", "browser" }, { "name", browser }, { "version", version }, { "os", os } };
        Stats = new()
        {
            { "frameRate", $"{random.Between(12, 30)}" },
            { "roundTrip", $"{random.Between(18, 240)} ms" },
            { "bitrate", random.Between(200, 4000) },
            { "packetLoss", $"0.{random.Between(0, 9)}" },
            { "connects", random.Between(1, 4) },
            { "disconnects", random.Between(0, 3) },
        };
    }

    public DateTimeOffset Start { get; }

    public string Agent { get; }

    public string Guest { get; }

    public string Label { get; }

    public StoryProperties User { get; }

    public StoryProperties Organization { get; }

    public StoryProperties AgentSession { get; }

    public StoryProperties CrmSyncTarget { get; }

    public StoryProperties Settings { get; }

    public StoryProperties LiveSettings { get; }

    public StoryProperties Phone { get; }

    public StoryProperties Browser { get; }

    public StoryProperties Stats { get; }
}
