using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Testing;

/// <summary>
/// The events of one made-up session, cut into deliveries as ScreenMeet could send them: sparse, with both spellings of the
/// settings, device data as text, numbers as text and types that an application chose. The same seed and start make the same
/// bytes in every release with the same major version. ScreenMeet does not document the names of events about sessions,
/// participants and files, so those are made up too.
/// </summary>
public sealed class ScreenMeetStory
{
    private static readonly (string Name, Action<StoryScript> Tell)[] s_stories =
    [
        ("support", SessionStories.Support),
        ("cobrowse", SessionStories.Cobrowse),
        ("live", SessionStories.Live),
        ("unused", SessionStories.Unused),
        ("scheduled", SessionStories.Scheduled),
        ("burst", SessionStories.Burst),
    ];

    private ScreenMeetStory(string name, int seed, DateTimeOffset start, IReadOnlyList<ScreenMeetEvent> events, IReadOnlyList<IReadOnlyList<ScreenMeetEvent>> deliveries)
    {
        Name = name;
        Seed = seed;
        Start = start;
        Events = events;
        Deliveries = deliveries;
    }

    /// <summary>The start of a story that is created without one: 2026-03-02T09:00:00Z.</summary>
    public static DateTimeOffset DefaultStart { get; } = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The names that <see cref="Create"/> takes: <c>support</c>, <c>cobrowse</c>, <c>live</c>, <c>unused</c>, <c>scheduled</c>, <c>burst</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_stories.Select(static story => story.Name)];

    /// <summary>The name of the story: one of <see cref="Names"/>.</summary>
    public string Name { get; }

    /// <summary>The seed that chose the people, the devices and the times.</summary>
    public int Seed { get; }

    /// <summary>When the session was created.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The id of the session.</summary>
    public string SessionId => Events[0].SessionId!;

    /// <summary>The events of the session, each once, in the order in which ScreenMeet makes them. Late deliveries and duplicates change only <see cref="Deliveries"/>.</summary>
    public IReadOnlyList<ScreenMeetEvent> Events { get; }

    /// <summary>The deliveries, each with at least one event, in the order in which they are sent.</summary>
    public IReadOnlyList<IReadOnlyList<ScreenMeetEvent>> Deliveries { get; }

    /// <summary>A support session: the end user joins with a code, the agent takes remote control and gets a file, and the session ends.</summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Support(int seed = 1, DateTimeOffset? start = null) => Create("support", seed, start);

    /// <summary>A cobrowse session: the end user shares a page of a web application, which sends events of its own.</summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Cobrowse(int seed = 1, DateTimeOffset? start = null) => Create("cobrowse", seed, start);

    /// <summary>A live call: two people join, and the connection of one drops.</summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Live(int seed = 1, DateTimeOffset? start = null) => Create("live", seed, start);

    /// <summary>A session that nobody joins: its status goes from <c>new</c> to <c>closed</c>.</summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Unused(int seed = 1, DateTimeOffset? start = null) => Create("unused", seed, start);

    /// <summary>A session that is scheduled for another day, and then takes place.</summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Scheduled(int seed = 1, DateTimeOffset? start = null) => Create("scheduled", seed, start);

    /// <summary>
    /// A session whose end user was offline: what the device had collected arrives at once after the session was closed, out of
    /// order and with the times of a clock that is wrong.
    /// </summary>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    public static ScreenMeetStory Burst(int seed = 1, DateTimeOffset? start = null) => Create("burst", seed, start);

    /// <summary>Creates a story by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="seed">Chooses the people, the devices and the times. Default: 1.</param>
    /// <param name="start">When the session was created. Default: <see cref="DefaultStart"/>.</param>
    /// <returns>The story.</returns>
    /// <exception cref="ArgumentException">There is no story with this name.</exception>
    public static ScreenMeetStory Create(string name, int seed = 1, DateTimeOffset? start = null)
    {
        ArgumentNullException.ThrowIfNull(name);

        var (_, tell) = s_stories.FirstOrDefault(story => story.Name == name);
        if (tell is null)
        {
            throw new ArgumentException($"There is no story with this name. The stories are {string.Join(", ", Names)}.", nameof(name));
        }

        var script = new StoryScript(new StoryRandom(seed, name), start ?? DefaultStart);
        tell(script);
        return new(name, seed, start ?? DefaultStart, [.. script.Deliveries.SelectMany(static delivery => delivery)], script.Deliveries);
    }

    /// <summary>Cuts the events of <see cref="Deliveries"/> into deliveries at other places, as when ScreenMeet sends them a second time.</summary>
    /// <returns>The changed story.</returns>
    public ScreenMeetStory WithOtherCuts()
    {
        var random = RandomFor("cuts");
        var deliveries = new List<IReadOnlyList<ScreenMeetEvent>>();
        ScreenMeetEvent[] events = [.. Deliveries.SelectMany(static delivery => delivery)];
        for (var taken = 0; taken < events.Length;)
        {
            var size = Math.Min(random.Between(1, 4), events.Length - taken);
            deliveries.Add(events[taken..(taken + size)]);
            taken += size;
        }

        return With(deliveries);
    }

    /// <summary>Sends some deliveries a second time, after the next one. Some of them have the events of the next one too, because a batch can be cut differently the second time.</summary>
    /// <param name="share">The share of the deliveries that are sent twice, from 0 to 1.</param>
    /// <returns>The changed story.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not from 0 to 1.</exception>
    public ScreenMeetStory WithDuplicates(double share)
    {
        ThrowIfNotAShare(share);

        var random = RandomFor("duplicates");
        var deliveries = new List<IReadOnlyList<ScreenMeetEvent>>();
        IReadOnlyList<ScreenMeetEvent>? again = null;
        foreach (var delivery in Deliveries)
        {
            deliveries.Add(delivery);
            if (again is not null)
            {
                deliveries.Add(random.Chance(0.5) ? [.. again, .. delivery] : again);
            }

            again = random.Chance(share) ? delivery : null;
        }

        if (again is not null)
        {
            deliveries.Add(again);
        }

        return With(deliveries);
    }

    /// <summary>Sends some deliveries later than they should be, behind one to three others.</summary>
    /// <param name="share">The share of the deliveries that are late, from 0 to 1.</param>
    /// <returns>The changed story.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is not from 0 to 1.</exception>
    public ScreenMeetStory WithLateDeliveries(double share)
    {
        ThrowIfNotAShare(share);

        var random = RandomFor("late");
        var deliveries = Deliveries.ToList();
        for (var i = deliveries.Count - 2; i >= 0; i--)
        {
            if (random.Chance(share))
            {
                var late = deliveries[i];
                deliveries.RemoveAt(i);
                deliveries.Insert(Math.Min(i + random.Between(1, 3), deliveries.Count), late);
            }
        }

        return With(deliveries);
    }

    private StoryRandom RandomFor(string purpose) => new(Seed, $"{Name}/{purpose}");

    private ScreenMeetStory With(IReadOnlyList<IReadOnlyList<ScreenMeetEvent>> deliveries) => new(Name, Seed, Start, Events, deliveries);

    private static void ThrowIfNotAShare(double share)
    {
        if (share is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "The share must be from 0 to 1.");
        }
    }
}
