using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Parley.Tests.App;

/// <summary>A real PostgreSQL of the run's own: a private cluster in a temporary folder, gone when the run ends.</summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Shared = new(() => new PostgresServer());

    private readonly string _folder = Path.Combine(Path.GetTempPath(), "parley-postgres-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = FreePort();
    private int _databases;

    private PostgresServer()
    {
        _ = Directory.CreateDirectory(_folder);
        // PostgreSQL refuses to run as root; Debian's package makes the user postgres.
        if (Environment.IsPrivilegedProcess) Run("chown", "postgres", _folder);
        RunAsPostgres($"{Tool("initdb")} -D {_folder}/cluster -U parley --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync");
        Start();
        // Where a run is cut short.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    /// <summary>A cluster that a test may stop; the test disposes of it.</summary>
    public static PostgresServer OfItsOwn() => new();

    public void Start() => RunAsPostgres($"{Tool("pg_ctl")} -D {_folder}/cluster -l {_folder}/log -w -t 60 "
        + $"-o \"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder} -c max_connections=300\" start");

    /// <summary>As if the machine failed: nobody's work is finished, nothing is written that was not.</summary>
    public void StopImmediately() => RunAsPostgres($"{Tool("pg_ctl")} -D {_folder}/cluster -m immediate stop");

    /// <summary>An empty database on the run's server.</summary>
    public static string NewDatabase() => Shared.Value.Create();

    /// <summary>The run's server and its hundreds of databases, put away before the runner counts the seconds a process may take to end.</summary>
    public sealed class PutAway : IDisposable
    {
        public void Dispose()
        {
            if (Shared.IsValueCreated) Shared.Value.Dispose();
        }
    }

    public void Dispose()
    {
        if (!Directory.Exists(_folder)) return;

        if (File.Exists(Path.Combine(_folder, "cluster", "postmaster.pid"))) StopImmediately();
        Directory.Delete(_folder, recursive: true);
    }

    public string Create()
    {
        var name = "parley" + Interlocked.Increment(ref _databases);
        using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is ours, made two lines above.
        command.CommandText = $"CREATE DATABASE {name}";
#pragma warning restore CA2100
        _ = command.ExecuteNonQuery();
        return ConnectionTo(name);
    }

    private string ConnectionTo(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=parley;Maximum Pool Size=20";

    private static string Tool(string name)
    {
        var debian = $"/usr/lib/postgresql/15/bin/{name}";
        return File.Exists(debian) ? debian : name;
    }

    private static void RunAsPostgres(string command)
    {
        if (Environment.IsPrivilegedProcess) Run("su", "postgres", "-s", "/bin/sh", "-c", command);
        else Run("/bin/sh", "-c", command);
    }

    private static void Run(string program, params string[] arguments)
    {
        // Files, not pipes: the server inherits them and would hold a pipe open for its whole life.
        var log = Path.GetTempFileName();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program },
            WorkingDirectory = "/",
        }.With(arguments))!;
        process.WaitForExit();
        var output = File.ReadAllText(log);
        File.Delete(log);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

internal static class Arguments
{
    public static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return start;
    }
}
