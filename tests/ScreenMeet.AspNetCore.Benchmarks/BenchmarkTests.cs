using System.Reflection;
using BenchmarkDotNet.Attributes;
using Xunit.Sdk;
using Xunit.v3;

// Contenders and benchmarks leave what they read in one Sink.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace ScreenMeet.AspNetCore.Benchmarks;

// What is compared does the same work.
public sealed class BenchmarkTests
{
    // One of the floor, and the product's that does the same.
    public static TheoryData<Type, string, int> Pairs
    {
        get
        {
            var pairs = new TheoryData<Type, string, int>();
            foreach (var type in new[] { typeof(VerifyBenchmarks), typeof(ParseBenchmarks), typeof(ReceiveBenchmarks) })
            {
                foreach (var method in type.GetMethods().Where(static method => method.IsDefined(typeof(BenchmarkAttribute)) && method.Name.StartsWith("Floor", StringComparison.Ordinal)))
                {
                    foreach (var eventCount in Deliveries.EventCounts)
                    {
                        pairs.Add(type, method.Name["Floor".Length..], eventCount);
                    }
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task The_floor_and_the_product_give_the_same(Type type, string what, int eventCount)
    {
        var benchmarks = Activator.CreateInstance(type)!;
        type.GetProperty("Events")!.SetValue(benchmarks, eventCount);
        type.GetMethod("Setup")!.Invoke(benchmarks, []);

        var floor = await RunAsync("Floor");
        var product = await RunAsync("Product");

        Assert.Equal(floor, product);
        Assert.NotEqual(Activator.CreateInstance(floor.GetType()), floor);

        async Task<object> RunAsync(string contender) => type.GetMethod(contender + what)!.Invoke(benchmarks, []) switch
        {
            Task<int> status => await status,
            { } result => result,
            null => throw new InvalidOperationException($"{type.Name}.{contender}{what} gave nothing."),
        };
    }

    [Fact]
    public void No_benchmark_is_without_its_counterpart()
    {
        var names = Pairs.Select(static pair => (pair.Data.Item1, pair.Data.Item2)).Distinct().ToArray();
        var methods = typeof(BenchmarkTests).Assembly.GetTypes().SelectMany(static type => type.GetMethods()).Where(static method => method.IsDefined(typeof(BenchmarkAttribute)));

        Assert.Equal(2 * names.Length, methods.Count());
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("Forged", 401)]
    [InlineData("Malformed", 401)]
    public async Task Requests_are_answered_as_they_should_be(string what, int expected)
    {
        var benchmarks = new ReceiveBenchmarks { Events = 10 };
        benchmarks.Setup();

        Assert.Equal(expected, await (Task<int>)typeof(ReceiveBenchmarks).GetMethod("Product" + what)!.Invoke(benchmarks, [])!);
    }

    // As the README of the benchmarks aims at. A single event is its exception.
    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Reading_four_properties_allocates_little_more_than_the_events(int eventCount)
    {
        var benchmarks = new ParseBenchmarks { Events = eventCount };
        benchmarks.Setup();

        Assert.InRange(Allocated(benchmarks.Product), 0, (1.2 * Deliveries.Body(eventCount).Length) + (500.0 * eventCount));
        Assert.InRange(Allocated(benchmarks.Product), 0, 0.35 * Allocated(benchmarks.Floor));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Reading_every_property_allocates_no_more_than_the_floor(int eventCount)
    {
        var benchmarks = new ParseBenchmarks { Events = eventCount };
        benchmarks.Setup();

        Assert.InRange(Allocated(benchmarks.ProductReadingAll), 0, Allocated(benchmarks.FloorReadingAll));
    }

    [Theory]
    [InlineData("Forged")]
    [InlineData("Malformed")]
    public void A_refusal_allocates_the_same_for_any_body(string what)
    {
        var (small, large) = (AllocatedFor(1), AllocatedFor(1000));

        Assert.InRange(large, 0, small + 200);
        Assert.InRange(small, 0, 5_000);

        double AllocatedFor(int eventCount)
        {
            var benchmarks = new ReceiveBenchmarks { Events = eventCount };
            benchmarks.Setup();
            var refuse = typeof(ReceiveBenchmarks).GetMethod("Product" + what)!.CreateDelegate<Func<Task<int>>>(benchmarks);
            return Allocated(() => refuse().GetAwaiter().GetResult());
        }
    }

    // Bytes a time, when everything is warm.
    private static double Allocated<T>(Func<T> run)
    {
        const int Times = 20;
        for (var i = 0; i < Times; i++)
        {
            run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Times; i++)
        {
            run();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Times;
    }
}
