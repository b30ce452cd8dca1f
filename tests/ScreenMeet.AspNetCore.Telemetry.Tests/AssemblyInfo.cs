using Xunit.Sdk;
using Xunit.v3;

// OpenTelemetry listens to the meters of the whole process, so each test would see the figures of those beside it.
[assembly: Parallelization(Mode = ParallelMode.None)]
