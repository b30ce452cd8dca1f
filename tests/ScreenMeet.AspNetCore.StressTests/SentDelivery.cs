using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScreenMeet.AspNetCore.StressTests;

// A body of exactly the size that is asked for, of which every value names the delivery, the event and the attribute,
// and the digest of what a receiver has to see of it.
internal sealed record SentDelivery(byte[] Body, string Digest)
{
    private static readonly JsonSerializerOptions s_unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SentDelivery Create(int number, int size)
    {
        var random = new Random(number);
        var count = random.Next(1, 5);
        var body = new List<byte>(size) { (byte)'[' };
        var events = new List<(ReadOnlyMemory<byte>, IEnumerable<string?>)>();
        for (var index = 0; index < count; index++)
        {
            // As many attributes as there is room for, as a rule.
            var share = (size - body.Count - 1) / (count - index);
            var values = DeliveryDigest.Strings.ToDictionary(
                attribute => attribute.Path,
                attribute => random.Next(DeliveryDigest.Strings.Length * 100) < Math.Min(share, 1800) ? Value(number, index, attribute.Path) : null);
            var options = random.Next(2) == 0 ? null : s_unescaped;
            values[DeliveryDigest.Filler] = null;
            var json = Write(values, options);
            if (share - json.Length - 20 is > 0 and var length)
            {
                values[DeliveryDigest.Filler] = Fill($"{number}.{index};", length);
                json = Write(values, options);
            }

            // A comma before, a bracket behind.
            if (body.Count + json.Length + 2 <= size)
            {
                body.AddRange(index > 0 && events.Count > 0 ? [(byte)',', .. json] : json);
                events.Add((json, DeliveryDigest.Strings.Select(attribute => values[attribute.Path])));
            }
        }

        body.AddRange(Enumerable.Repeat((byte)' ', size - body.Count - 1));
        body.Add((byte)']');
        return new([.. body], DeliveryDigest.Of([.. body], events));
    }

    private static string Value(int number, int index, string path) => $"{path} of {number}.{index} – naïve ☂";

    private static string Fill(string value, int length) =>
        string.Concat(Enumerable.Repeat(value, (length / value.Length) + 1))[..length];

    private static byte[] Write(Dictionary<string, string?> values, JsonSerializerOptions? options)
    {
        var json = new JsonObject();
        foreach (var (path, value) in values.Where(value => value.Value is not null))
        {
            var names = path.Split('.');
            var parent = names.Length == 1 ? json : json[names[0]] ??= new JsonObject();
            parent[names[^1]] = value;
        }

        return Encoding.UTF8.GetBytes(json.ToJsonString(options));
    }
}
