using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ScreenMeet.AspNetCore;

// What is kept of a failed attempt.
internal sealed record Failure(string Error, string Group)
{
    private const int ErrorLength = 4000;
    private const int GroupLength = 400;

    public static Failure ProcessEnded { get; } = new(
        "The process ended while the event was being handled. A handler may have called Environment.FailFast, used up the stack or the memory, or thrown on another thread.",
        "The process ended");

    public static Failure Of(Exception exception, string? explanation) => new(
        Clean(explanation is null ? TextOf(exception) : $"{explanation} {TextOf(exception)}", ErrorLength), Clean(GroupOf(exception), GroupLength));

    // An exception of the application's own can throw while it is written as text.
    private static string TextOf(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception)
        {
            return exception.GetType().FullName!;
        }
    }

    private static string GroupOf(Exception exception)
    {
        var method = new StackTrace(exception).GetFrames().Select(static frame => frame.GetMethod()).FirstOrDefault(static method => method is not null && IsOfApplication(method));
        var type = exception.GetType().FullName;
        return method is null ? type! : $"{type} in {NameOf(method)}";
    }

    private static bool IsOfApplication(MethodBase method) =>
        method.Module.Assembly.GetName().Name is { } assembly
        && !assembly.StartsWith("System.", StringComparison.Ordinal)
        && !assembly.StartsWith("Microsoft.", StringComparison.Ordinal)
        && !assembly.StartsWith("Npgsql", StringComparison.Ordinal)
        && assembly is not ("ScreenMeet.AspNetCore" or "ScreenMeet.AspNetCore.Inbox" or "ScreenMeet.Webhooks");

    // An async method is compiled to a class of its own, <Name>d__1, and a lambda to a method of one.
    private static string NameOf(MethodBase method)
    {
        var type = method.DeclaringType;
        if (type?.IsDefined(typeof(CompilerGeneratedAttribute)) == true && type.DeclaringType is not null && type.Name.IndexOf('>') is > 1 and var end)
        {
            return $"{type.DeclaringType.FullName}.{type.Name[1..end]}";
        }

        return $"{type?.FullName}.{method.Name}";
    }

    // PostgreSQL stores neither NUL nor half of a surrogate pair.
    private static string Clean(string text, int length)
    {
        var kept = text.AsSpan(0, Math.Min(text.Length, length));
        if (text.Length > length && char.IsHighSurrogate(kept[^1]))
        {
            kept = kept[..^1];
        }

        return string.Create(kept.Length, kept, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                var isPair = char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]);
                if (isPair)
                {
                    target[i] = source[i];
                    i++;
                    target[i] = source[i];
                }
                else
                {
                    target[i] = source[i] == '\0' || char.IsSurrogate(source[i]) ? '\uFFFD' : source[i];
                }
            }
        });
    }
}
