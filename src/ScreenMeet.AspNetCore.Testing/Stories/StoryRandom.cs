namespace ScreenMeet.AspNetCore.Testing;

// SplitMix64. System.Random may change between versions of .NET, and stories may not.
internal sealed class StoryRandom
{
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private ulong _state;

    // Each purpose has numbers of its own, so that a new one does not change the others.
    public StoryRandom(int seed, string purpose)
    {
        _state = 0xCBF29CE484222325;
        foreach (var character in purpose)
        {
            _state = (_state ^ character) * 0x100000001B3;
        }

        _state ^= (ulong)(uint)seed << 32;
    }

    public int Between(int first, int last) => first + (int)Math.BigMul(Next(), (ulong)(last - first + 1), out _);

    public bool Chance(double share) => (Next() >> 11) * (1.0 / (1UL << 53)) < share;

    public T Pick<T>(IReadOnlyList<T> values) => values[Between(0, values.Count - 1)];

    public string Id(int length) => string.Create(length, this, static (text, random) =>
    {
        foreach (ref var character in text)
        {
            character = Base62[random.Between(0, Base62.Length - 1)];
        }
    });

    private ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
