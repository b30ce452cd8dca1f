using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace ScreenMeet.AspNetCore.Diagnostics;

// Text that is HTML. It is made from interpolated strings, whose literals are HTML and whose values are encoded, unless they are HTML
// themselves. So nothing that ScreenMeet or anybody else sent can get into a page without being encoded.
internal readonly struct Html
{
    private static readonly HtmlEncoder s_encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    public static Html Of(Builder markup) => new(markup.Text);

    public static Html Join(IEnumerable<Html> parts) => new(string.Concat(parts));

    public static Html If(bool condition, Func<Html> part) => condition ? part() : default;

    public override string ToString() => _markup ?? "";

    [InterpolatedStringHandler]
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The compiler calls them on the instance.")]
    public readonly ref struct Builder(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

        public readonly string Text => _text.ToString();

        public readonly void AppendLiteral(string literal) => _text.Append(literal);

        public readonly void AppendFormatted(Html html) => _text.Append(html.ToString());

        public readonly void AppendFormatted(IEnumerable<Html> parts) => _text.AppendJoin("", parts);

        public readonly void AppendFormatted(string? text) => _text.Append(s_encoder.Encode(VisibleText.Of(text ?? "")));

        public readonly void AppendFormatted(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));
    }
}
