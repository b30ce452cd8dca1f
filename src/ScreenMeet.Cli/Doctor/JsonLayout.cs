namespace ScreenMeet.Cli;

// Where a writer of JSON puts white space.
internal sealed record JsonLayout(string Name, string Indent = "", string LineBreak = "", string ItemSeparator = ",", string NameSeparator = ":")
{
    public static readonly IReadOnlyList<JsonLayout> All =
    [
        new("without white space"),
        new("with a space behind each comma and colon", ItemSeparator: ", ", NameSeparator: ": "),
        new("indented by 2", "  ", "\n", NameSeparator: ": "),
        new("indented by 4", "    ", "\n", NameSeparator: ": "),
        new("indented by a tab", "\t", "\n", NameSeparator: ": "),
        new("indented by 2 with CRLF", "  ", "\r\n", NameSeparator: ": "),
    ];
}
