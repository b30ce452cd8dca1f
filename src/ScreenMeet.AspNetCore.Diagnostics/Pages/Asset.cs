using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ScreenMeet.AspNetCore.Diagnostics;

// The script or the style of the page.
internal sealed class Asset
{
    public static readonly Asset Style = new("page.css", "text/css; charset=utf-8");
    public static readonly Asset Script = new("page.js", "text/javascript; charset=utf-8");
    public static readonly Asset[] All = [Style, Script];

    private readonly byte[] _content;
    private readonly string _contentType;
    private readonly EntityTagHeaderValue _etag;

    private Asset(string name, string contentType)
    {
        Name = name;
        _contentType = contentType;
        _content = Read(name);
        _etag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(_content))[..16]}\"");
    }

    public string Name { get; }

    public async Task SendAsync(HttpContext context)
    {
        // Unlike the page, it may be stored, but is compared each time.
        var response = context.Response;
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = _etag.ToString();
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(_etag, useStrongComparison: false)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = _contentType;
        response.ContentLength = _content.Length;
        await response.Body.WriteAsync(_content, context.RequestAborted);
    }

    private static byte[] Read(string name)
    {
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
