using System.Net;
using System.Text.RegularExpressions;

namespace ScreenMeet.AspNetCore.Diagnostics.Tests;

// The text of an HTML page as it reads.
internal static partial class PageText
{
    public static string Of(string html) => Blanks.Replace(WebUtility.HtmlDecode(Tags.Replace(html, " ")), " ");

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags { get; }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks { get; }
}
