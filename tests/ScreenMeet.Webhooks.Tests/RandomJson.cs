using System.Text;

namespace ScreenMeet.Webhooks.Tests;

// Valid JSON arrays of odd events, the same ones for the same seed.
internal sealed class RandomJson(int seed)
{
    private static readonly string[] s_scalars =
    [
        "null", "true", "false", "0", "-1", "7", "12.5", "1e3", "9223372036854775807", "9223372036854775808", "\"\"", "\"text\"", "\"42\"",
        "\"-7\"", "\"12.5\"", "\" 1\"", "\"2021-08-09T16:45:57.000Z\"", "\"2021-08-09T16:45:57+02:00\"", "\"2021-13-09T00:00:00Z\"",
        """ "Prüfung ☂ 日本 😀" """.Trim(), """ "\u0050r\u00fcfung \ud83d\ude00\n\t\"\\ud83d\/" """.Trim(), "\"],{}[\"", "\"\\\\\"",
    ];

    private static readonly string[] s_unknownNames = ["x", "Type", "plugin", "", "ü☂😀", "TS", "customerid"];

    private readonly Random _random = new(seed);

    public string Array(int length) =>
        Blank() + "[" + string.Join(',', Enumerable.Range(0, length).Select(_ => Blank() + (One(8) ? Any(3) : Event()) + Blank())) + Blank() + "]" + Blank();

    private string Event() => Object(Attributes(""));

    private string Of(TypedAttribute attribute) => attribute.Kind switch
    {
        _ when One(4) => Any(3),
        Kind.Part => Object(Attributes(attribute.Path)),
        Kind.Map => Object(Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(s_unknownNames), Any(2)))),
        Kind.Flags => Object(s_unknownNames.Take(_random.Next(4)).Select(name => (name, One(8) ? Any(1) : One(2) ? "true" : "false"))),
        _ => Pick(s_scalars),
    };

    // Some names come twice.
    private IEnumerable<(string Name, string Value)> Attributes(string owner)
    {
        var known = TypedAttribute.All.Where(a => a.Owner == owner).ToArray();
        return Enumerable.Range(0, _random.Next(12)).Select(_ =>
        {
            var attribute = Pick(known);
            return One(5) ? (Pick(s_unknownNames), Any(3)) : (attribute.Name, Of(attribute));
        });
    }

    private string Any(int depth) => _random.Next(depth > 0 ? 4 : 2) switch
    {
        2 => "[" + string.Join(',', Enumerable.Range(0, _random.Next(4)).Select(_ => Blank() + Any(depth - 1) + Blank())) + Blank() + "]",
        3 => Object(Enumerable.Range(0, _random.Next(4)).Select(_ => (Pick(s_unknownNames), Any(depth - 1)))),
        _ => Pick(s_scalars),
    };

    private string Object(IEnumerable<(string Name, string Value)> entries) =>
        "{" + string.Join(',', entries.Select(entry => $"{Blank()}\"{Name(entry.Name)}\"{Blank()}:{Blank()}{entry.Value}{Blank()}")) + Blank() + "}";

    // Now and then with some of its characters escaped.
    private string Name(string name)
    {
        if (!One(6))
        {
            return name;
        }

        var written = new StringBuilder();
        foreach (var unit in name)
        {
            written.Append(char.IsSurrogate(unit) || One(3) ? $"\\u{(int)unit:x4}" : unit.ToString());
        }

        return written.ToString();
    }

    private string Blank() => One(4) ? Pick([" ", "\n", "\t", "\r\n", "  "]) : "";

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private bool One(int of) => _random.Next(of) == 0;
}
