using System.Runtime.Versioning;
using Manidala.EndToEnd.Tests.Support;
using Manidala.Tests.Support;

// Signals, users and file modes.
[assembly: SupportedOSPlatform("linux")]

// Each test runs whole processes, which take both of a small machine's cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(SampleFolder))]
[assembly: AssemblyFixture(typeof(PostgresFixture))]
