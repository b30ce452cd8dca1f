using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ScreenMeet.AspNetCore;

// Puts the names of tables and columns into SQL. They come from the model, because conventions of the application may change them:
// {Event} is the table of ScreenMeetInboxEvent, and {Event.Id} the name of its column.
internal sealed partial class InboxSql
{
    private static readonly Type[] s_entities =
        [typeof(ScreenMeetInboxEvent), typeof(ScreenMeetInboxDeadEvent), typeof(ScreenMeetInboxKey), typeof(ScreenMeetInboxWebhook)];

    private readonly FrozenDictionary<string, string> _names;

    private InboxSql(Dictionary<string, string> names)
    {
        _names = names.ToFrozenDictionary(StringComparer.Ordinal);
        Identity = names["Event"];
    }

    // The name of the events' table, with its schema.
    public string Identity { get; }

    public static InboxSql Create(DbContext context)
    {
        var quote = context.GetService<ISqlGenerationHelper>();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entity in s_entities)
        {
            var mapped = context.Model.FindEntityType(entity) ?? throw new InvalidOperationException(InboxMistakes.ModelWithoutInbox(context.GetType()));
            var table = StoreObjectIdentifier.Create(mapped, StoreObjectType.Table) ?? throw new InvalidOperationException(InboxMistakes.ModelWithoutInbox(context.GetType()));
            var alias = entity.Name["ScreenMeetInbox".Length..];
            names.Add(alias, quote.DelimitIdentifier(table.Name, table.Schema));
            foreach (var property in mapped.GetProperties())
            {
                if (entity.GetProperty(property.Name) is null)
                {
                    // The inbox leaves it alone.
                    if (!property.IsNullable)
                    {
                        throw new InvalidOperationException(InboxMistakes.ForeignColumn(entity, property.Name));
                    }
                }
                else if (property.FindRelationalTypeMapping()?.Converter is not null)
                {
                    throw new InvalidOperationException(InboxMistakes.ConvertedColumn(entity, property.Name));
                }

                names.Add($"{alias}.{property.Name}", quote.DelimitIdentifier(property.GetColumnName(table)!));
            }
        }

        return new(names);
    }

    public string Expand(string template) => Placeholder.Replace(template, match => _names[match.Groups[1].Value]);

    [GeneratedRegex(@"\{([A-Za-z.]+)\}")]
    private static partial Regex Placeholder { get; }
}
