using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

// Each test runs whole processes, which take both of a small machine's cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SampleFolder))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
