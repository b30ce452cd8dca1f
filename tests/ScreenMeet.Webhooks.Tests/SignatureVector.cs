namespace ScreenMeet.Webhooks.Tests;

// These signatures were not made with .NET. The comments beside each show the OpenSSL and the Node command that print its
// hex. For base64, append "-binary | base64" to the OpenSSL command, and use digest("base64") or digest("base64url") in Node.
internal sealed record SignatureVector(string Key, string Body, string Hex, string Base64, string Base64Url)
{
    public static readonly IReadOnlyDictionary<string, SignatureVector> All = new Dictionary<string, SignatureVector>
    {
        // printf '%s' '[{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room.","id":"HUiUti","status":"active","seconds":12}]' | openssl dgst -sha256 -hmac 'whsk_3f1c9a7e5b2d4860'
        // node -p 'crypto.createHmac("sha256", "whsk_3f1c9a7e5b2d4860").update(`[{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room.","id":"HUiUti","status":"active","seconds":12}]`).digest("hex")'
        ["room entered"] = new(
            "whsk_3f1c9a7e5b2d4860",
            """[{"type":"room-entered","ts":"2021-08-09T16:45:57.000Z","message":"Entered the meeting room.","id":"HUiUti","status":"active","seconds":12}]""",
            "8718ff0a698765e53ea1cc54794e424b926a5c973eb9dc5a3418474c945cec5a",
            "hxj/CmmHZeU+ocxUeU5CS5JqXJc+udxaNBhHTJRc7Fo=",
            "hxj_CmmHZeU-ocxUeU5CS5JqXJc-udxaNBhHTJRc7Fo"),

        // printf '%s' '[{"type":"session-note","id":"fBjiPO","label":"Prüfung – naïve ☂ 日本"}]' | openssl dgst -sha256 -hmac 'whsk_3f1c9a7e5b2d4860'
        // node -p 'crypto.createHmac("sha256", "whsk_3f1c9a7e5b2d4860").update(`[{"type":"session-note","id":"fBjiPO","label":"Prüfung – naïve ☂ 日本"}]`).digest("hex")'
        ["multi-byte characters"] = new(
            "whsk_3f1c9a7e5b2d4860",
            """[{"type":"session-note","id":"fBjiPO","label":"Prüfung – naïve ☂ 日本"}]""",
            "fb0ee95c53acc0507e2ef6fc8e036de91d3ae613ffb92b385903cead89d96f5e",
            "+w7pXFOswFB+Lvb8jgNt6R065hP/uSs4WQPOrYnZb14=",
            "-w7pXFOswFB-Lvb8jgNt6R065hP_uSs4WQPOrYnZb14"),

        // printf '' | openssl dgst -sha256 -hmac 'whsk_3f1c9a7e5b2d4860'
        // node -p 'crypto.createHmac("sha256", "whsk_3f1c9a7e5b2d4860").update("").digest("hex")'
        ["empty body"] = new(
            "whsk_3f1c9a7e5b2d4860",
            "",
            "5a047cfbb6fb7df8cf06b5270df989f5c4e531634b65fd6481f9da318f66aa46",
            "WgR8+7b7ffjPBrUnDfmJ9cTlMWNLZf1kgfnaMY9mqkY=",
            "WgR8-7b7ffjPBrUnDfmJ9cTlMWNLZf1kgfnaMY9mqkY"),

        // printf '0123456789abcdef%.0s' {1..4200} | openssl dgst -sha256 -hmac 'whsk_3f1c9a7e5b2d4860'
        // node -p 'crypto.createHmac("sha256", "whsk_3f1c9a7e5b2d4860").update("0123456789abcdef".repeat(4200)).digest("hex")'
        ["body of 67,200 bytes"] = new(
            "whsk_3f1c9a7e5b2d4860",
            string.Concat(Enumerable.Repeat("0123456789abcdef", 4200)),
            "37822921c6767c93764f9a708ee5a024687c94604d7bc8b2e1ddfd7463f77c65",
            "N4IpIcZ2fJN2T5pwjuWgJGh8lGBNe8iy4d39dGP3fGU=",
            "N4IpIcZ2fJN2T5pwjuWgJGh8lGBNe8iy4d39dGP3fGU"),

        // printf '%s' '[]' | openssl dgst -sha256 -hmac "$(seq -s. 30)"
        // node -p 'crypto.createHmac("sha256", Array.from({ length: 30 }, (_, i) => i + 1).join(".")).update("[]").digest("hex")'
        ["key of 80 bytes"] = new(
            string.Join('.', Enumerable.Range(1, 30)),
            "[]",
            "d1dec1d456dad06091aab14deaa41f3f4333a4049c953138b59f86dcf1c3c3a6",
            "0d7B1Fba0GCRqrFN6qQfP0MzpASclTE4tZ+G3PHDw6Y=",
            "0d7B1Fba0GCRqrFN6qQfP0MzpASclTE4tZ-G3PHDw6Y"),

        // printf '%s' '[]' | openssl dgst -sha256 -hmac "$(seq -s. 108)"
        // node -p 'crypto.createHmac("sha256", Array.from({ length: 108 }, (_, i) => i + 1).join(".")).update("[]").digest("hex")'
        ["key of 323 bytes"] = new(
            string.Join('.', Enumerable.Range(1, 108)),
            "[]",
            "4cc8b288bc48383be9c24f975e7fcf63901cb3538f17b00406efea353b75f490",
            "TMiyiLxIODvpwk+XXn/PY5Acs1OPF7AEBu/qNTt19JA=",
            "TMiyiLxIODvpwk-XXn_PY5Acs1OPF7AEBu_qNTt19JA"),

        // printf '%s' '[]' | openssl dgst -sha256 -hmac 'Schlüssel-鍵-🔑-4860'
        // node -p 'crypto.createHmac("sha256", "Schlüssel-鍵-🔑-4860").update("[]").digest("hex")'
        ["non-ASCII key"] = new(
            "Schlüssel-鍵-🔑-4860",
            "[]",
            "a688e47bd4c736178d7c2bda5b364338372c18e4098c7758d51321d9a53382d7",
            "pojke9THNheNfCvaWzZDODcsGOQJjHdY1RMh2aUzgtc=",
            "pojke9THNheNfCvaWzZDODcsGOQJjHdY1RMh2aUzgtc"),
    };
}
