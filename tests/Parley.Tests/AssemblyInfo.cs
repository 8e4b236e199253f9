[assembly: AssemblyFixture(typeof(Parley.Tests.App.PostgresServer.PutAway))]
[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Parley.Browser.Tests")]
