namespace ScreenMeet.AspNetCore;

// The code that reads a delivery's body as a type of the application.
internal static class DeliveryCode
{
    // Reads an array, because the body of a delivery is one.
    public static string ReadAs(Type type)
    {
        if (type == typeof(string))
        {
            return "Encoding.UTF8.GetString(delivery.Body.Span)";
        }

        if (type == typeof(byte[]) || type.Namespace is "Microsoft.AspNetCore.Http" or "System.IO" or "System.IO.Pipelines")
        {
            return "delivery.Body";
        }

        var isAnyJson = type == typeof(object) || type.Namespace is "System.Text.Json" or "System.Text.Json.Nodes";
        var isList = typeof(System.Collections.IEnumerable).IsAssignableFrom(type) && !typeof(System.Collections.IDictionary).IsAssignableFrom(type);
        return $"JsonSerializer.Deserialize<{CSharpName.Of(type)}{(isAnyJson || isList ? "" : "[]")}>(delivery.Body.Span)";
    }
}
