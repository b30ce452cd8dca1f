using System.Buffers;
using System.Globalization;
using System.Text;

namespace ScreenMeet.Webhooks;

// Detects text that is configured as a signing key but is something else, such as a placeholder, an unresolved reference
// or a damaged copy. Such text is public or can be guessed, so anyone who knows it could sign. Random keys in hex, base64,
// base64url or letters and digits pass. This file is compiled into each package that checks keys, so it does not have to be public.
internal static class SigningKeyRules
{
    private const int LongestWords = 64;
    private const int LongRun = 10;
    private const int ShortestPastedKey = 8;
    private const string Quotes = "\"'`´‘’‚‛“”„‟«»‹›′″「」『』＂＇";
    private const string Digits = "0123456789";
    private const string Separators = "-_.:/= ";

    private static readonly SearchValues<char> s_plainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly SearchValues<char> s_nameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.:- ");

    private static readonly SearchValues<char> s_schemeCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._");

    private static readonly SearchValues<char> s_proseCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + Separators + "'");

    private static readonly string[] s_variables = ["${", "$(", "$[", "#{", "{{"];

    private static readonly string[] s_references = ["projects/", "env.", "process.env.", "secret.", "secrets.", "var.", "vars.", "@Microsoft."];

    private static readonly string[] s_paths = ["./", "../", "~/", @".\", @"..\", @"~\", @"\\"];

    private static readonly string[] s_directories =
    [
        "/app/", "/config/", "/data/", "/dev/", "/etc/", "/home/", "/keys/", "/mnt/", "/opt/", "/private/", "/proc/", "/root/", "/run/", "/srv/",
        "/tmp/", "/Users/", "/usr/", "/var/", "/vault/", "/Volumes/",
    ];

    private static readonly string[] s_pathWords = ["secret", "screenmeet", "signing"];

    private static readonly string[] s_commands = ["your", "insert", "enter", "paste", "replace", "change", "put", "add"];

    private static readonly string[] s_words =
    [
        .. s_commands, "api", "app", "bar", "console", "copied", "copy", "current", "default", "demo", "dev", "development", "do", "dummy", "empty", "env", "example",
        "fake", "fill", "fix", "foo", "for", "from", "generated", "hash", "here", "hidden", "hmac", "in", "integration", "is", "it", "keys", "key", "local", "masked",
        "me", "missing", "my", "name", "new", "nil", "none", "not", "null", "of", "old", "organization", "org", "password", "placeholder", "previous", "prod", "production",
        "real", "redacted", "ref", "removed", "sample", "screenmeet", "secrets", "secret", "set", "shared", "signature", "signing", "sign", "some", "staging", "super",
        "tbd", "temp", "test", "text", "that", "the", "this", "todo", "to", "token", "undefined", "unknown", "unset", "value", "webhooks", "webhook", "with",
    ];

    // Returns null for a usable key. Otherwise it returns the rest of a sentence that starts with "The signing key". It does not
    // quote the key.
    public static string? FindFault(ReadOnlySpan<char> key)
    {
        if (key.IsWhiteSpace())
        {
            return "is blank";
        }

        if (FindInvisible(key) is var (invisible, position))
        {
            return $"contains the invisible character U+{invisible:X4} at position {position}";
        }

        if (IsQuote(key[0]) || IsQuote(key[^1]))
        {
            return IsQuote(key[0]) && IsQuote(key[^1]) ? "has quotation marks around it" : "has a quotation mark at one end";
        }

        // Most keys are plain, so they skip the search.
        if (key.ContainsAnyExcept(s_plainCharacters) && FindOtherKind(key) is { } kind)
        {
            return kind;
        }

        if (IsPlaceholder(key))
        {
            return "is a placeholder";
        }

        if (key.IndexOf(' ') is >= 0 and var space)
        {
            return $"contains white space at position {space}";
        }

        return IsRepeated(key) ? "is the same text repeated" : null;
    }

    private static string? FindOtherKind(ReadOnlySpan<char> key)
    {
        if (IsReference(key))
        {
            return "is a reference to a secret that was not resolved";
        }

        if (IsPath(key))
        {
            return "is the path of a file or of a secret";
        }

        return IsAssignment(key) ? "has the form of an assignment" : null;
    }

    private static (int Value, int Position)? FindInvisible(ReadOnlySpan<char> key)
    {
        for (var i = Math.Max(key.IndexOfAnyExceptInRange('!', '~'), 0); i < key.Length;)
        {
            // Half of a surrogate pair is decoded as U+FFFD with a length of one.
            var isWhole = Rune.DecodeFromUtf16(key[i..], out var rune, out var length) == OperationStatus.Done;
            if (!isWhole || (rune.Value != ' ' && IsInvisible(rune)))
            {
                return (isWhole ? rune.Value : key[i], i);
            }

            i += length;
        }

        return null;
    }

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || IsBlankLetterOrMark(rune.Value);

    // Invisible characters that Unicode classifies as letters, marks or symbols, or reserves.
    private static bool IsBlankLetterOrMark(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F)
        or 0x2065 or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or 0x16FE4 or 0x1D159
        or (>= 0xE0000 and <= 0xE0FFF);

    private static bool IsQuote(char character) => Quotes.Contains(character, StringComparison.Ordinal);

    private static bool IsReference(ReadOnlySpan<char> key) =>
        StartsWithAny(key, s_references, StringComparison.OrdinalIgnoreCase)
        || ContainsAny(key, s_variables)
        || IsVariable(key)
        || HasScheme(key)
        || IsTag(key)
        || IsCall(key);

    // $SCREENMEET_SIGNING_KEY, %SCREENMEET_KEY%. A password can begin with either sign, but a name rarely follows.
    private static bool IsVariable(ReadOnlySpan<char> key)
    {
        var name = key[0] switch
        {
            '$' => key[1..],
            '%' when key[1..].IndexOf('%') is > 0 and var end => key.Slice(1, end),
            _ => default,
        };
        name = name.TrimEnd(Digits + "_");
        return name.Length > 2 && (IsMadeOfWords(name) || !name.ContainsAnyExceptInRange('A', '_'));
    }

    // op://x, arn:aws:x, vault:x, secretref:x
    private static bool HasScheme(ReadOnlySpan<char> key)
    {
        var end = key.IndexOf(':');
        return end > 0
            && char.IsAsciiLetter(key[0])
            && !key[..end].ContainsAnyExcept(s_schemeCharacters)
            && (key[end..].StartsWith("://") || (end > 2 && !IsAssignment(key)));
    }

    // !vault|x
    private static bool IsTag(ReadOnlySpan<char> key) =>
        key[0] == '!' && key.IndexOfAny('|', ' ') is > 1 and var end && !key[1..end].ContainsAnyExceptInRange('A', 'z');

    // @Microsoft.KeyVault(x), ENC[x], {cipher}x
    private static bool IsCall(ReadOnlySpan<char> key) => key[^1] switch
    {
        ')' => key.IndexOf('(') > 0,
        ']' => key.IndexOf('[') > 0,
        '}' => key.IndexOf('{') > 0,
        _ => key[0] == '{' && key.Contains('}'),
    };

    // /run/secrets/x, ./x, ~/x, C:\x, \\host\x, prod/screenmeet/signing-key
    private static bool IsPath(ReadOnlySpan<char> key) =>
        StartsWithAny(key, s_paths, StringComparison.Ordinal)
        || (StartsWithAny(key, s_directories, StringComparison.Ordinal) && !IsLikeBase64(key))
        || (key.Length > 2 && char.IsAsciiLetter(key[0]) && key[1] == ':' && key[2] is '\\' or '/')
        || (key.Contains('/') && !key.Contains(':') && ContainsAny(key, s_pathWords));

    // About one random base64 key in a million begins like a path.
    private static bool IsLikeBase64(ReadOnlySpan<char> key) =>
        !key.ContainsAny('.', '-', '_') && (key.ContainsAny('+', '=') || key.ContainsAnyInRange('A', 'Z'));

    // KEY=value, SigningKey: value, -----BEGIN. A name of letters precedes the sign, and a random key rarely begins with one. In
    // base64, equals signs are padding, which occurs only at the end.
    private static bool IsAssignment(ReadOnlySpan<char> key)
    {
        var sign = key.TrimEnd('=').IndexOf('=');
        return sign == 0
            || (sign > 2 && !key[..sign].ContainsAnyExcept(s_nameCharacters))
            || key.IndexOf(": ", StringComparison.Ordinal) > 0
            || key.StartsWith("-----", StringComparison.Ordinal);
    }

    private static bool IsPlaceholder(ReadOnlySpan<char> key) =>
        IsBracketed(key)
        || HasLongRun(key)
        || key.IndexOfAnyExcept(key[0], '-', '_') < 0
        || key.Contains("...", StringComparison.Ordinal)
        || key.Contains('…')
        || IsMadeOfWords(key)
        || (key.TrimEnd(Digits) is { IsEmpty: false } words && IsMadeOfWords(words))
        || IsCommand(key);

    private static bool IsBracketed(ReadOnlySpan<char> key) => (key[0], key[^1]) switch
    {
        (_, '>') => key.Contains('<'),
        ('{', '}') or ('[', ']') or ('(', ')') => true,
        ('%', '%') or ('#', '#') or ('@', '@') => key.Length > 2 && !key[1..^1].ContainsAnyExcept(s_proseCharacters),
        ('_', '_') => key.StartsWith("__", StringComparison.Ordinal) && key.EndsWith("__", StringComparison.Ordinal),
        _ => false,
    };

    // whsk_xxxxxxxxxxxxxxxx
    private static bool HasLongRun(ReadOnlySpan<char> key)
    {
        var run = 1;
        for (var i = 1; i < key.Length && run < LongRun; i++)
        {
            run = key[i] == key[i - 1] ? run + 1 : 1;
        }

        return run == LongRun;
    }

    // changeme, REPLACE_WITH_KEY, ScreenMeet__SigningKey
    private static bool IsMadeOfWords(ReadOnlySpan<char> text)
    {
        if (text.Length > LongestWords || text.ContainsAnyInRange('0', '9'))
        {
            return false;
        }

        text = text.TrimStart(Separators);
        if (text.IsEmpty)
        {
            return true;
        }

        foreach (var word in s_words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && IsMadeOfWords(text[word.Length..]))
            {
                return true;
            }
        }

        return false;
    }

    // your-organization's-key, Paste_what_the_console_shows
    private static bool IsCommand(ReadOnlySpan<char> key)
    {
        foreach (var command in s_commands)
        {
            if (key.StartsWith(command, StringComparison.OrdinalIgnoreCase) && key[command.Length..] is [var next, .. var rest])
            {
                return Separators.Contains(next, StringComparison.Ordinal) && !rest.ContainsAnyExcept(s_proseCharacters);
            }
        }

        return false;
    }

    // keykeykey, or a whole key that was pasted twice.
    private static bool IsRepeated(ReadOnlySpan<char> key)
    {
        for (var period = 2; 2 * period <= key.Length; period++)
        {
            if ((3 * period <= key.Length || (2 * period == key.Length && period >= ShortestPastedKey)) && key[period..].SequenceEqual(key[..^period]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWithAny(ReadOnlySpan<char> key, string[] texts, StringComparison comparison)
    {
        foreach (var text in texts)
        {
            if (key.StartsWith(text, comparison))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsAny(ReadOnlySpan<char> key, string[] texts)
    {
        foreach (var text in texts)
        {
            if (key.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
