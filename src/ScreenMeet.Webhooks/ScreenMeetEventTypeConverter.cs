using System.ComponentModel;
using System.Globalization;

namespace ScreenMeet.Webhooks;

// Makes Newtonsoft.Json write an event as a string. It reads it back with the event's conversion operator rather than with
// this converter: a type that is converted from strings is one that MVC would bind from a query.
internal sealed class ScreenMeetEventTypeConverter : TypeConverter
{
    public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) => destinationType == typeof(string);

    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        destinationType == typeof(string) && value is ScreenMeetEvent screenMeetEvent
            ? screenMeetEvent.ToJson()
            : base.ConvertTo(context, culture, value, destinationType);
}
