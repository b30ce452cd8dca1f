namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// Where a proxy listens, where it sends to, and the folder with its certificate.
internal sealed record ProxySite(Uri Upstream, int CleartextPort, int TlsPort, string Folder)
{
    public string Certificate => Path.Combine(Folder, "hooks.crt");

    public string Key => Path.Combine(Folder, "hooks.key");

    // Both in one file.
    public string CertificateAndKey => Path.Combine(Folder, "hooks.pem");
}
