using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

// One self-signed certificate for the proxies and for the receivers behind them.
internal static class TestCertificate
{
    public static X509Certificate2 Instance { get; } = Create();

    public static void WriteTo(ProxySite site)
    {
        var certificate = Instance.ExportCertificatePem();
        var key = Instance.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        File.WriteAllText(site.Certificate, certificate);
        File.WriteAllText(site.Key, key);
        File.WriteAllText(site.CertificateAndKey, $"{certificate}\n{key}\n");
    }

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
