[assembly: AssemblyFixture(typeof(Parley.Tests.App.PostgresServer.PutAway))]
