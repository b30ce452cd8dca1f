using ScreenMeet.TestHarness;

namespace ScreenMeet.Webhooks.Tests;

// Events that a serializer could change. Whoever reads them again must find the same bytes.
internal static class OddEvents
{
    public static TheoryData<string> All =>
    [
        """{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","id":"HUiUti","seconds":12}""",
        "{ \"type\" :\t\"room-entered\" ,\r\n  \"x\" : [ 1 , 2 ] }",
        """{"label":"\ud83d","x":"\ude00\u0000","\u0000":null,"":1,"\ud83d":2}""",
        """{"type":"a","type":"b","x":1,"x":2,"user":{"id":1,"id":"2"}}""",
        """{"x":1.50,"y":1e400,"z":-0.0,"n":9223372036854775808,"seconds":"12"}""",
        """{"message":"Prüfung – naïve ☂ 日本 😀 <b>&'\"\/\u00fc","ü":"\u2028"}""",
        """{"$type":"System.Object, mscorlib","$id":"1","$ref":"1","$values":[]}""",
        """{"ts":"2021-08-09","user":{"nick":"Ada"},"settings":{"a":{"b":[]}},"createdByAgentSession":{"roles":{"api":true},"x":1}}""",
        "{}", "{ }", "[]", "[ 1, {} ]", "0", "-1.50e+3", "1e400", "true", "false", "\"\"", "\"text\"", "\"\\ud83d\"", "\"2021-08-09T16:45:57.000Z\"", "\"null\"",
        Deep,
        TypedProperty.Json("message", "\"\\u0000\""),
    ];

    public static string Deep => string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);
}
