using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ScreenMeet.AspNetCore.Benchmarks;

// Signed bodies of events of about 1.5 kB, each with everything that ScreenMeet documents.
internal static class Deliveries
{
    public const string Key = "whsk_a4c123b1612dd272";

    public static readonly int[] EventCounts = [1, 10, 100, 1000];

    private static readonly string[] s_types = ["room-entered", "audio-muted", "audio-resumed", "cobrowse-access-succeeded", "video-stream-stopped"];

    public static byte[] Body(int eventCount)
    {
        var json = new StringBuilder("[");
        for (var i = 0; i < eventCount; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(Event(i));
        }

        return Encoding.UTF8.GetBytes(json.Append(']').ToString());
    }

    public static string Signature(byte[] body) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), body));

    private static string Event(int i) => string.Create(CultureInfo.InvariantCulture, $$$"""
        {"type":"{{{s_types[i % s_types.Length]}}}","ts":"2021-08-09T16:{{{i / 60 % 60:00}}}:{{{i % 60:00}}}.{{{i % 1000:000}}}Z","message":"Entered the meeting room with a browser on a laptop.","id":"HU{{{i:0000}}}","label":"Printer on the third floor does not answer, case {{{i}}}","userDescription":"Ada Lovelace (Support)","status":"active","user":{"id":{{{100_000 + i}}},"name":"Ada Lovelace","email":"ada.lovelace@example.com","externalId":"0055e000003Xyz{{{i}}}"},"organization":{"id":2301,"name":"Example Industries Inc.","provider":"salesforce","externalId":"00D5e000000abcd","CustomerId":771},"settings":{"knock":true,"record":false,"audio":true,"prerequestrc":false,"prerequestadmin":false},"createdByAgentSession":{"id":"as-5b1f0c{{{i}}}","sid":{{{900_000 + i}}},"ExternalUserId":4417,"OrganizationId":2301,"CustomerId":771,"provider":"snow-universal","providerExternalId":"dev12345","name":"Ada Lovelace","roles":{"api":false,"agent":true,"supervisor":true,"group_admin":false},"features":{"cobrowse":true,"replay":false},"startedAt":"2021-08-09T15:58:11.000Z","expiresAt":"2021-08-10T03:58:11.000Z","lastActiveAt":"2021-08-09T16:45:50.000Z","isActive":true,"clientApp":"service-now-backend","userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/91.0","remoteIp":"192.0.2.37"},"crmSyncTarget":{"id":"7f3a{{{i}}}","app":"service-now","type":"incident","name":"INC0010042","sync":true,"provider":"snow"},"device":{"browser":"Firefox","version":"91.0","os":"Windows 10","mobile":false,"width":1920,"height":1080},"stats":{"participants":2,"reconnects":0},"seconds":{{{i}}},"kind":"support"}
        """);
}
