using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace ScreenMeet.AspNetCore.Benchmarks;

// What people write: the body as a string, the hash over the string's bytes, a comparison of hex texts, a reflecting serializer.
[ApiController]
public sealed class UsualController : ControllerBase
{
    [HttpPost("/usual/four")]
    public Task<IActionResult> Four() => ReceiveAsync(Handlers.ReadFour);

    [HttpPost("/usual/all")]
    public Task<IActionResult> All() => ReceiveAsync(Handlers.ReadAll);

    private async Task<IActionResult> ReceiveAsync(Func<FloorEvent[], long> handler)
    {
        using var reader = new StreamReader(Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        using var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(Deliveries.Key));
        var signature = Convert.ToHexString(hmac.ComputeHash(Encoding.UTF8.GetBytes(body)));
        if (!string.Equals(signature, Request.Headers["x-signature"], StringComparison.OrdinalIgnoreCase))
        {
            return Unauthorized();
        }

        Sink.Value = handler(JsonSerializer.Deserialize<FloorEvent[]>(body, JsonSerializerOptions.Web)!);
        return Ok();
    }
}
