using System.Text.Json;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing.Tests;

public sealed class StoryTests
{
    private static readonly int[] s_seeds = [.. Enumerable.Range(1, 50)];

    public static TheoryData<string> Names => [.. ScreenMeetStory.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_event_is_sent_once(string name)
    {
        foreach (var seed in s_seeds)
        {
            var story = ScreenMeetStory.Create(name, seed);

            Assert.All(story.Deliveries, Assert.NotEmpty);
            Assert.Equal(story.Events.Select(e => e.Fingerprint), story.Deliveries.SelectMany(delivery => delivery).Select(e => e.Fingerprint));
            Assert.Equal(story.Events.Count, story.Events.Select(e => e.Fingerprint).Distinct().Count());
            Assert.All(story.Events, e => Assert.Equal(story.SessionId, e.SessionId));
            Assert.All(story.Events, e => Assert.NotNull(e.Timestamp));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_seed_is_another_session(string name)
    {
        var sessions = s_seeds.Select(seed => ScreenMeetStory.Create(name, seed).SessionId);

        Assert.Distinct(sessions);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_start_moves_every_time_and_nothing_else(string name)
    {
        var story = ScreenMeetStory.Create(name);
        var later = ScreenMeetStory.Create(name, start: ScreenMeetStory.DefaultStart.AddDays(3));

        Assert.Equal(story.Events.Select(e => e.Timestamp!.Value.AddDays(3)), later.Events.Select(e => e.Timestamp!.Value));
        Assert.Equal(story.Events.Select(e => e.Type), later.Events.Select(e => e.Type));
    }

    [Fact]
    public void A_support_session_has_remote_control_and_a_file()
    {
        var story = ScreenMeetStory.Support();

        Assert.Equal(6, story.SessionId.Length);
        Assert.Equal(["new", "active", "closed"], Statuses(story));
        Assert.Contains(story.Events, e => e.Type == "remote-control-granted");
        Assert.Contains(story.Events, e => e.Type == "file-transfer-completed");
    }

    [Fact]
    public void A_cobrowse_session_shares_a_page_and_has_types_that_the_application_chose()
    {
        var story = ScreenMeetStory.Cobrowse();

        Assert.Equal(["new", "active", "closed"], Statuses(story));
        Assert.Contains(story.Events, e => e.Type == ScreenMeetEventTypes.CobrowseAccessSucceeded);
        Assert.Contains(s_seeds.SelectMany(seed => ScreenMeetStory.Cobrowse(seed).Events), e => e.Type!.Contains(' '));
    }

    [Fact]
    public void A_live_call_has_two_joins_and_a_drop()
    {
        var story = ScreenMeetStory.Live();

        Assert.Equal(12, story.SessionId.Length);
        Assert.Equal(2, story.Events.Count(e => e.Type == ScreenMeetEventTypes.RoomEntered));
        Assert.Single(story.Events, e => e.Type == ScreenMeetEventTypes.VideoStreamStopped);
    }

    [Fact]
    public void An_unused_session_is_closed_without_having_been_active() =>
        Assert.Equal(["new", "closed"], Statuses(ScreenMeetStory.Unused()));

    [Fact]
    public void A_scheduled_session_takes_place_a_day_later()
    {
        var story = ScreenMeetStory.Scheduled();

        Assert.Equal(["scheduled", "new", "active", "closed"], Statuses(story));
        Assert.True(story.Events[1].Timestamp >= story.Start.AddDays(1));
    }

    [Fact]
    public void A_burst_arrives_at_once_after_the_session_with_old_times_out_of_order()
    {
        foreach (var story in s_seeds.Select(seed => ScreenMeetStory.Burst(seed)))
        {
            var burst = story.Deliveries[^1];
            var times = burst.Select(e => e.Timestamp!.Value).ToArray();

            Assert.InRange(burst.Count, 9, 14);
            Assert.Contains(story.Deliveries.SkipLast(1).SelectMany(delivery => delivery), e => e.Status == ScreenMeetSessionStatuses.Closed);
            Assert.Contains(times, time => time < story.Events.First(e => e.Status == ScreenMeetSessionStatuses.Closed).Timestamp);
            Assert.NotEqual(times.Order(), times);
        }
    }

    [Fact]
    public void The_stories_are_as_untidy_as_the_data()
    {
        var events = ScreenMeetStory.Names.SelectMany(name => s_seeds.SelectMany(seed => ScreenMeetStory.Create(name, seed).Events)).ToArray();
        var json = events.Select(e => System.Text.Encoding.UTF8.GetString(e.RawJson.Span)).ToArray();

        Assert.Contains(events, e => e.Settings?.ContainsKey("prerequestrc") == true);
        Assert.Contains(events, e => e.Settings?.ContainsKey("startwithrc") == true);
        Assert.Contains(events, e => e.Device?.GetValueOrDefault("device_battery_level") is { ValueKind: JsonValueKind.String });
        Assert.Contains(json, text => text.Contains("\"features\":null", StringComparison.Ordinal));
        Assert.Contains(json, text => System.Text.RegularExpressions.Regex.IsMatch(text, "\"seconds\":\"\\d+\""));
        Assert.Contains(events, e => e.Label is null);
        Assert.Contains(events, e => e.Seconds is null);
        Assert.Contains(events, e => e.AdditionalData.Count > 0);
        Assert.Contains(json, text => text.Any(character => character > 127));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Other_cuts_have_the_same_events_in_the_same_order(string name)
    {
        foreach (var seed in s_seeds)
        {
            var story = ScreenMeetStory.Create(name, seed);

            Assert.Equal(story.Events, story.WithOtherCuts().Deliveries.SelectMany(delivery => delivery));
        }

        Assert.Contains(s_seeds.Select(seed => ScreenMeetStory.Create(name, seed)), story => story.WithOtherCuts().Deliveries.Count != story.Deliveries.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Duplicates_repeat_deliveries_and_add_nothing_else(string name)
    {
        foreach (var seed in s_seeds)
        {
            var story = ScreenMeetStory.Create(name, seed);
            var sent = story.WithDuplicates(1).Deliveries.SelectMany(delivery => delivery).ToArray();

            Assert.Equal(story.Deliveries, story.WithDuplicates(0).Deliveries);
            Assert.All(story.Events, e => Assert.True(sent.Count(other => other == e) >= 2));
            Assert.Equal(story.Events, sent.Distinct());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Late_deliveries_are_the_same_in_another_order(string name)
    {
        foreach (var seed in s_seeds)
        {
            var story = ScreenMeetStory.Create(name, seed);
            var late = story.WithLateDeliveries(1);

            Assert.Equal(story.Deliveries, story.WithLateDeliveries(0).Deliveries);
            Assert.Equal(story.Deliveries.ToHashSet(), late.Deliveries.ToHashSet());
            Assert.Equal(story.Deliveries.Count, late.Deliveries.Count);
            Assert.True(story.Deliveries.Count == 1 || !story.Deliveries.SequenceEqual(late.Deliveries));
        }
    }

    [Fact]
    public void Changes_can_be_combined()
    {
        var story = ScreenMeetStory.Support().WithOtherCuts().WithDuplicates(0.5).WithLateDeliveries(0.5);

        Assert.Equal(story.Events.ToHashSet(), story.Deliveries.SelectMany(delivery => delivery).ToHashSet());
    }

    [Fact]
    public void Other_cuts_keep_the_duplicates_and_the_late_deliveries()
    {
        var story = ScreenMeetStory.Support().WithDuplicates(1).WithLateDeliveries(0.5);

        Assert.Equal(story.Deliveries.SelectMany(delivery => delivery), story.WithOtherCuts().Deliveries.SelectMany(delivery => delivery));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_is_from_0_to_1(double share)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScreenMeetStory.Support().WithDuplicates(share));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScreenMeetStory.Support().WithLateDeliveries(share));
    }

    [Fact]
    public void The_message_about_an_unknown_name_lists_the_stories()
    {
        var exception = Assert.Throws<ArgumentException>(() => ScreenMeetStory.Create("unheard"));

        Assert.All(ScreenMeetStory.Names, name => Assert.Contains(name, exception.Message, StringComparison.Ordinal));
    }

    private static IEnumerable<string?> Statuses(ScreenMeetStory story) => story.Events.Select(e => e.Status).Distinct();
}
