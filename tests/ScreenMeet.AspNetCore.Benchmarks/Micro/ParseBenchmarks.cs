using BenchmarkDotNet.Attributes;
using ScreenMeet.Webhooks;

namespace ScreenMeet.AspNetCore.Benchmarks;

[MemoryDiagnoser]
public class ParseBenchmarks
{
    private byte[] _body = [];

    [Params(1, 10, 100, 1000)]
    public int Events { get; set; }

    [GlobalSetup]
    public void Setup() => _body = Deliveries.Body(Events);

    [Benchmark(Baseline = true), BenchmarkCategory("four properties")]
    public long Floor() => Handlers.ReadFour(Benchmarks.Floor.Parse(_body));

    [Benchmark, BenchmarkCategory("four properties")]
    public long Product() => Handlers.ReadFour(ScreenMeetEventParser.Parse(_body));

    [Benchmark(Baseline = true), BenchmarkCategory("every property")]
    public long FloorReadingAll() => Handlers.ReadAll(Benchmarks.Floor.Parse(_body));

    [Benchmark, BenchmarkCategory("every property")]
    public long ProductReadingAll() => Handlers.ReadAll(ScreenMeetEventParser.Parse(_body));
}
