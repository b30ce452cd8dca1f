namespace ScreenMeet.AspNetCore.ProxyTests.Proxies;

public sealed class ClientProtocols : TheoryData<ClientProtocol>
{
    public ClientProtocols() => AddRange(All);

    public static ClientProtocol[] All => Enum.GetValues<ClientProtocol>();
}
