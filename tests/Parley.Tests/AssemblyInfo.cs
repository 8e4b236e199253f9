[assembly: System.Runtime.CompilerServices.InternalsVisibleTo("Parley.Browser.Tests")]
