using System.Globalization;

namespace ScreenMeet.AspNetCore.Inbox.Load;

// What a command line chooses: words such as "sqlite" or "row" leave out what differs from them, and "--events 1000" sets a number.
internal sealed class Filter(string[] arguments)
{
    public bool Has(string word, params string[] others) => arguments.Contains(word) || !others.Any(arguments.Contains);

    public string Text(string name) => Array.IndexOf(arguments, "--" + name) is >= 0 and var index ? arguments[index + 1] : "";

    public int Number(string name, int otherwise) => Array.IndexOf(arguments, "--" + name) is >= 0 and var index
        ? int.Parse(arguments[index + 1], CultureInfo.InvariantCulture)
        : otherwise;

    public int[] Numbers(string name, params int[] otherwise) => Number(name, -1) is >= 0 and var number ? [number] : otherwise;
}
