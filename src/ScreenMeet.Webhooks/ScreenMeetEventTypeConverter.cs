using System.ComponentModel;
using System.Globalization;

namespace ScreenMeet.Webhooks;

// Makes Newtonsoft.Json write an event as a string. Newtonsoft.Json reads the string with the event's conversion operator
// and not with this converter, because MVC would bind an event from the query string if its converter could read strings.
internal sealed class ScreenMeetEventTypeConverter : TypeConverter
{
    public override bool CanConvertTo(ITypeDescriptorContext? context, Type? destinationType) => destinationType == typeof(string);

    public override object? ConvertTo(ITypeDescriptorContext? context, CultureInfo? culture, object? value, Type destinationType) =>
        destinationType == typeof(string) && value is ScreenMeetEvent screenMeetEvent
            ? screenMeetEvent.ToJson()
            : base.ConvertTo(context, culture, value, destinationType);
}
