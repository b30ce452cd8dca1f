using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ScreenMeet.AspNetCore.Diagnostics;

// The JSON of an event without what could open a session or is an e-mail address. Everything else stays as it was sent, to the byte.
internal ref struct SecretMask
{
    private static readonly string[] s_secretNames = ["token", "secret", "password", "credential", "hosturl", "authorization", "apikey", "signingkey"];

    private readonly ReadOnlySpan<byte> _json;
    private readonly ArrayBufferWriter<byte> _masked;
    private Utf8JsonReader _reader;
    private int _copied;

    private SecretMask(ReadOnlySpan<byte> rawJson)
    {
        _json = rawJson;
        _masked = new(Math.Max(1, rawJson.Length));
        _reader = new(rawJson);
    }

    public static string Apply(ReadOnlySpan<byte> rawJson)
    {
        var mask = new SecretMask(rawJson);
        mask._reader.Read();
        mask.MaskValue(belongsToAgentSession: false);
        mask.CopyUpTo(rawJson.Length);
        return Encoding.UTF8.GetString(mask._masked.WrittenSpan);
    }

    // The parser limits how deeply an event is nested.
    private void MaskValue(bool belongsToAgentSession)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
                {
                    MaskProperty(belongsToAgentSession);
                }

                break;
            case JsonTokenType.StartArray:
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    MaskValue(belongsToAgentSession);
                }

                break;
            case JsonTokenType.String:
                MaskString(ReadText());
                break;
        }
    }

    private void MaskProperty(bool belongsToAgentSession)
    {
        var text = ReadText();
        var name = LettersOf(text ?? "");
        MaskString(text);
        _reader.Read();

        // The id of an agent session is an API token until the session expires.
        var isSecret = text is null || s_secretNames.Any(name.Contains) || (belongsToAgentSession && name == "id");
        if (!isSecret || _reader.TokenType == JsonTokenType.Null)
        {
            MaskValue(name.Contains("agentsession", StringComparison.Ordinal));
            return;
        }

        CopyUpTo((int)_reader.TokenStartIndex);
        _reader.Skip();
        Replace($"\"{TextMask.Mask}\"", (int)_reader.BytesConsumed);
    }

    // A string with escapes is masked as a whole, because the address is not in its bytes as it reads.
    private void MaskString(string? text)
    {
        var masked = text is null ? TextMask.Mask : TextMask.Apply(text);
        if (masked != text)
        {
            CopyUpTo((int)_reader.TokenStartIndex + 1);
            Replace(_reader.ValueIsEscaped ? TextMask.Mask : masked, _copied + _reader.ValueSpan.Length);
        }
    }

    // Returns null for half of a surrogate pair, which is not text.
    private readonly string? ReadText()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void CopyUpTo(int end)
    {
        _masked.Write(_json[_copied..end]);
        _copied = end;
    }

    private void Replace(string text, int end)
    {
        _masked.Write(Encoding.UTF8.GetBytes(text));
        _copied = end;
    }

    private static string LettersOf(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
}
