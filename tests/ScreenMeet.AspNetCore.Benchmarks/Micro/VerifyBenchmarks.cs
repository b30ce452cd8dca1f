using BenchmarkDotNet.Attributes;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Benchmarks;

public class VerifyBenchmarks
{
    private byte[] _body = [];
    private string _signature = "";

    [Params(1, 10, 100, 1000)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _body = Deliveries.Body(Events);
        _signature = Deliveries.Signature(_body);
    }

    [Benchmark(Baseline = true)]
    public bool Floor() => Benchmarks.Floor.Verify(_body, _signature);

    [Benchmark]
    public bool Product() => ScreenMeetSignature.Verify(_body, _signature, Deliveries.Key) == ScreenMeetSignatureResult.Valid;
}
