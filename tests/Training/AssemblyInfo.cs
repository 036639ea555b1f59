using Manidala.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
