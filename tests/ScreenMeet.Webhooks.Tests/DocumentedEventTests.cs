using System.Text.Json;
using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

public class DocumentedEventTests
{
    private const string Full = """
        {
          "type": "room-entered",
          "ts": "2021-08-09T16:45:57.123Z",
          "message": "Entered the meeting room.",
          "id": "HUiUti",
          "label": "Printer on fire",
          "userDescription": "Ada from Support",
          "status": "active",
          "user": { "id": 11, "name": "Ada Lovelace", "email": "ada@example.com", "externalId": "user-12" },
          "organization": { "id": 21, "name": "Example Inc.", "provider": "salesforce", "externalId": "org-22", "CustomerId": 23 },
          "settings": { "knock": true, "record": false, "quality": "high", "limits": { "minutes": 30 } },
          "createdByAgentSession": {
            "id": "session-31",
            "sid": 32,
            "ExternalUserId": 33,
            "OrganizationId": 34,
            "CustomerId": 35,
            "provider": "snow-universal",
            "providerExternalId": "instance-36",
            "name": "Ada L.",
            "roles": { "api": false, "agent": true, "supervisor": true, "group_admin": false },
            "features": { "cobrowse": true, "replay": false },
            "startedAt": "2021-08-09T16:00:01.000Z",
            "expiresAt": "2021-08-10T16:00:02.000Z",
            "lastActiveAt": "2021-08-09T16:45:03.000Z",
            "createdAt": "2021-08-09T16:00:04.000Z",
            "updatedAt": "2021-08-09T16:45:05.000Z",
            "isActive": true,
            "clientApp": "service-now-backend",
            "userAgent": "Mozilla/5.0",
            "remoteIp": "192.0.2.37"
          },
          "crmSyncTarget": { "id": "entity-41", "app": "service-now", "type": "incident", "name": "INC0010042", "sync": true, "provider": "snow" },
          "device": { "browser": "Firefox", "version": 91, "mobile": false, "gps": null },
          "stats": { "participants": 2, "peers": ["agent", "guest"] },
          "seconds": 12
        }
        """;

    [Fact]
    public void Every_documented_property_is_typed()
    {
        var read = Sent.Event(Full);

        Assert.Equal("room-entered", read.Type);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 45, 57, 123, TimeSpan.Zero), read.Timestamp);
        Assert.Equal("Entered the meeting room.", read.Message);
        Assert.Equal("HUiUti", read.SessionId);
        Assert.Equal("Printer on fire", read.Label);
        Assert.Equal("Ada from Support", read.UserDescription);
        Assert.Equal("active", read.Status);
        Assert.Equal(12, read.Seconds);
        Assert.Empty(read.AdditionalData);
    }

    [Fact]
    public void Every_property_of_the_user_is_typed()
    {
        var user = Sent.Event(Full).User;

        Assert.NotNull(user);
        Assert.Equal(11, user.Id);
        Assert.Equal("Ada Lovelace", user.Name);
        Assert.Equal("ada@example.com", user.Email);
        Assert.Equal("user-12", user.ExternalId);
        Assert.Empty(user.AdditionalData);
    }

    [Fact]
    public void Every_property_of_the_organization_is_typed()
    {
        var organization = Sent.Event(Full).Organization;

        Assert.NotNull(organization);
        Assert.Equal(21, organization.Id);
        Assert.Equal("Example Inc.", organization.Name);
        Assert.Equal("salesforce", organization.Provider);
        Assert.Equal("org-22", organization.ExternalId);
        Assert.Equal(23, organization.CustomerId);
        Assert.Empty(organization.AdditionalData);
    }

    [Fact]
    public void Every_property_of_the_agent_session_is_typed()
    {
        var session = Sent.Event(Full).CreatedByAgentSession;

        Assert.NotNull(session);
        Assert.Equal("session-31", session.Id);
        Assert.Equal(32, session.Sid);
        Assert.Equal(33, session.ExternalUserId);
        Assert.Equal(34, session.OrganizationId);
        Assert.Equal(35, session.CustomerId);
        Assert.Equal("snow-universal", session.Provider);
        Assert.Equal("instance-36", session.ProviderExternalId);
        Assert.Equal("Ada L.", session.Name);
        Assert.Equal(new Dictionary<string, bool> { ["api"] = false, ["agent"] = true, ["supervisor"] = true, ["group_admin"] = false }, session.Roles);
        Assert.Equal(new Dictionary<string, bool> { ["cobrowse"] = true, ["replay"] = false }, session.Features);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 0, 1, TimeSpan.Zero), session.StartedAt);
        Assert.Equal(new DateTimeOffset(2021, 8, 10, 16, 0, 2, TimeSpan.Zero), session.ExpiresAt);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 45, 3, TimeSpan.Zero), session.LastActiveAt);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 0, 4, TimeSpan.Zero), session.CreatedAt);
        Assert.Equal(new DateTimeOffset(2021, 8, 9, 16, 45, 5, TimeSpan.Zero), session.UpdatedAt);
        Assert.True(session.IsActive);
        Assert.Equal("service-now-backend", session.ClientApp);
        Assert.Equal("Mozilla/5.0", session.UserAgent);
        Assert.Equal("192.0.2.37", session.RemoteIp);
        Assert.Empty(session.AdditionalData);
    }

    [Fact]
    public void Every_property_of_the_related_entity_is_typed()
    {
        var target = Sent.Event(Full).CrmSyncTarget;

        Assert.NotNull(target);
        Assert.Equal("entity-41", target.Id);
        Assert.Equal("service-now", target.App);
        Assert.Equal("incident", target.Type);
        Assert.Equal("INC0010042", target.Name);
        Assert.True(target.Sync);
        Assert.Equal("snow", target.Provider);
        Assert.Empty(target.AdditionalData);
    }

    [Fact]
    public void Settings_device_and_stats_are_maps_of_whatever_was_sent()
    {
        var read = Sent.Event(Full);

        Assert.NotNull(read.Settings);
        Assert.Equal(["knock", "limits", "quality", "record"], read.Settings.Keys.Order());
        Assert.True(read.Settings["knock"].GetBoolean());
        Assert.False(read.Settings["record"].GetBoolean());
        Assert.Equal("high", read.Settings["quality"].GetString());
        Assert.Equal(30, read.Settings["limits"].GetProperty("minutes").GetInt32());

        Assert.NotNull(read.Device);
        Assert.Equal(["browser", "gps", "mobile", "version"], read.Device.Keys.Order());
        Assert.Equal("Firefox", read.Device["browser"].GetString());
        Assert.Equal(91, read.Device["version"].GetInt32());
        Assert.False(read.Device["mobile"].GetBoolean());
        Assert.Equal(JsonValueKind.Null, read.Device["gps"].ValueKind);

        Assert.NotNull(read.Stats);
        Assert.Equal(["participants", "peers"], read.Stats.Keys.Order());
        Assert.Equal(2, read.Stats["participants"].GetInt32());
        Assert.Equal("guest", read.Stats["peers"][1].GetString());
    }

    [Fact]
    public void An_event_that_a_test_builds_holds_what_was_set()
    {
        using var document = JsonDocument.Parse("""{"name":"value"}""");
        var map = new Dictionary<string, JsonElement> { ["name"] = document.RootElement };
        var user = new ScreenMeetUser { Id = 11, Name = "Ada Lovelace", Email = "ada@example.com", ExternalId = "user-12", AdditionalData = map };
        var organization = new ScreenMeetOrganization { Id = 21, Name = "Example Inc.", Provider = "salesforce", ExternalId = "org-22", CustomerId = 23, AdditionalData = map };
        var session = new ScreenMeetAgentSession
        {
            Id = "session-31",
            Sid = 32,
            ExternalUserId = 33,
            OrganizationId = 34,
            CustomerId = 35,
            Provider = "snow-universal",
            ProviderExternalId = "instance-36",
            Name = "Ada L.",
            Roles = new Dictionary<string, bool> { ["agent"] = true },
            Features = new Dictionary<string, bool> { ["replay"] = false },
            StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
            ExpiresAt = DateTimeOffset.UnixEpoch.AddSeconds(2),
            LastActiveAt = DateTimeOffset.UnixEpoch.AddSeconds(3),
            CreatedAt = DateTimeOffset.UnixEpoch.AddSeconds(4),
            UpdatedAt = DateTimeOffset.UnixEpoch.AddSeconds(5),
            IsActive = false,
            ClientApp = "service-now-backend",
            UserAgent = "Mozilla/5.0",
            RemoteIp = "192.0.2.37",
            AdditionalData = map,
        };
        var target = new ScreenMeetCrmSyncTarget { Id = "entity-41", App = "service-now", Type = "incident", Name = "INC0010042", Sync = false, Provider = "snow", AdditionalData = map };
        var settings = new Dictionary<string, JsonElement>();
        var device = new Dictionary<string, JsonElement>();
        var stats = new Dictionary<string, JsonElement>();

        var built = new ScreenMeetEvent
        {
            Type = "room-entered",
            Timestamp = DateTimeOffset.UnixEpoch,
            Message = "Entered the meeting room.",
            SessionId = "HUiUti",
            Label = "Printer on fire",
            UserDescription = "Ada from Support",
            Status = "active",
            User = user,
            Organization = organization,
            CreatedByAgentSession = session,
            CrmSyncTarget = target,
            Settings = settings,
            Device = device,
            Stats = stats,
            Seconds = 12,
            AdditionalData = map,
            RawJson = "{}"u8.ToArray(),
        };

        Assert.Equal("room-entered", built.Type);
        Assert.Equal(DateTimeOffset.UnixEpoch, built.Timestamp);
        Assert.Equal("Entered the meeting room.", built.Message);
        Assert.Equal("HUiUti", built.SessionId);
        Assert.Equal("Printer on fire", built.Label);
        Assert.Equal("Ada from Support", built.UserDescription);
        Assert.Equal("active", built.Status);
        Assert.Same(user, built.User);
        Assert.Same(organization, built.Organization);
        Assert.Same(session, built.CreatedByAgentSession);
        Assert.Same(target, built.CrmSyncTarget);
        Assert.Same(settings, built.Settings);
        Assert.Same(device, built.Device);
        Assert.Same(stats, built.Stats);
        Assert.Equal(12, built.Seconds);
        Assert.Same(map, built.AdditionalData);
        Assert.Equal("{}", Sent.Text(built.RawJson));

        Assert.Equal((11, "Ada Lovelace", "ada@example.com", "user-12"), (user.Id, user.Name, user.Email, user.ExternalId));
        Assert.Same(map, user.AdditionalData);

        Assert.Equal((21, "Example Inc.", "salesforce", "org-22", 23), (organization.Id, organization.Name, organization.Provider, organization.ExternalId, organization.CustomerId));
        Assert.Same(map, organization.AdditionalData);

        Assert.Equal(("session-31", 32, 33, 34, 35), (session.Id, session.Sid, session.ExternalUserId, session.OrganizationId, session.CustomerId));
        Assert.Equal(("snow-universal", "instance-36", "Ada L."), (session.Provider, session.ProviderExternalId, session.Name));
        Assert.Equal("agent", Assert.Single(session.Roles).Key);
        Assert.Equal("replay", Assert.Single(session.Features).Key);
        DateTimeOffset?[] times = [session.StartedAt, session.ExpiresAt, session.LastActiveAt, session.CreatedAt, session.UpdatedAt];
        Assert.Equal([1, 2, 3, 4, 5], times.Select(time => time?.ToUnixTimeSeconds()));
        Assert.False(session.IsActive);
        Assert.Equal(("service-now-backend", "Mozilla/5.0", "192.0.2.37"), (session.ClientApp, session.UserAgent, session.RemoteIp));
        Assert.Same(map, session.AdditionalData);

        Assert.Equal(("entity-41", "service-now", "incident", "INC0010042", "snow"), (target.Id, target.App, target.Type, target.Name, target.Provider));
        Assert.False(target.Sync);
        Assert.Same(map, target.AdditionalData);
    }

    [Fact]
    public void An_event_that_was_not_filled_is_empty()
    {
        var empty = new ScreenMeetEvent();

        Assert.All(TypedProperty.All, property => Assert.Null(property.Read(empty)));
        Assert.Empty(empty.AdditionalData);
        Assert.True(empty.RawJson.IsEmpty);
    }

    [Theory]
    [InlineData("audio-muted", ScreenMeetEventTypes.AudioMuted)]
    [InlineData("audio-resumed", ScreenMeetEventTypes.AudioResumed)]
    [InlineData("audio-stream-stopped", ScreenMeetEventTypes.AudioStreamStopped)]
    [InlineData("camera-access-error", ScreenMeetEventTypes.CameraAccessError)]
    [InlineData("camera-access-requested", ScreenMeetEventTypes.CameraAccessRequested)]
    [InlineData("camera-access-succeeded", ScreenMeetEventTypes.CameraAccessSucceeded)]
    [InlineData("cobrowse-access-error", ScreenMeetEventTypes.CobrowseAccessError)]
    [InlineData("cobrowse-access-requested", ScreenMeetEventTypes.CobrowseAccessRequested)]
    [InlineData("cobrowse-access-succeeded", ScreenMeetEventTypes.CobrowseAccessSucceeded)]
    [InlineData("microphone-access-error", ScreenMeetEventTypes.MicrophoneAccessError)]
    [InlineData("microphone-access-requested", ScreenMeetEventTypes.MicrophoneAccessRequested)]
    [InlineData("microphone-access-succeeded", ScreenMeetEventTypes.MicrophoneAccessSucceeded)]
    [InlineData("room-entered", ScreenMeetEventTypes.RoomEntered)]
    [InlineData("room-entry-requested", ScreenMeetEventTypes.RoomEntryRequested)]
    [InlineData("video-stream-stopped", ScreenMeetEventTypes.VideoStreamStopped)]
    public void A_documented_event_type_has_its_constant(string documented, string constant)
    {
        Assert.Equal(documented, constant);
        Assert.Equal(constant, Sent.Event($$"""{"type":"{{documented}}"}""").Type);
    }

    [Theory]
    [InlineData("scheduled", ScreenMeetSessionStatuses.Scheduled)]
    [InlineData("new", ScreenMeetSessionStatuses.New)]
    [InlineData("active", ScreenMeetSessionStatuses.Active)]
    [InlineData("closed", ScreenMeetSessionStatuses.Closed)]
    public void A_documented_session_status_has_its_constant(string documented, string constant)
    {
        Assert.Equal(documented, constant);
        Assert.Equal(constant, Sent.Event($$"""{"status":"{{documented}}"}""").Status);
    }

    [Fact]
    public void An_unknown_type_and_an_unknown_status_are_read_as_they_come()
    {
        var read = Sent.Event("""{"type":"Custom/Thing 2","status":"paused"}""");

        Assert.Equal(("Custom/Thing 2", "paused"), (read.Type, read.Status));
        Assert.Empty(read.AdditionalData);
    }
}
