using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Retrain.Bottlenecks.Caching;

/// <summary>The cache's file: how it is opened, what is in it, and when it counts as damaged.</summary>
/// <remarks>
/// <para>
/// <c>networks</c> gives each fingerprint a small number. <c>bottlenecks</c> has what was computed: one row for a network, a content and a
/// <see cref="PhotoSuffix"/>, with features (float32, little-endian) or a problem, notes, and a checksum over all of it. <c>files</c> says
/// which content lay where under which <see cref="FileStamp"/>, so that an unchanged file need not be read.
/// </para>
/// <para>
/// Rows are appended in the order of computing, which is nearly that of the next run's reading. The page size lets three rows of the
/// embedded network fill a page to nine tenths.
/// </para>
/// </remarks>
internal static class CacheDatabase
{
    /// <summary>Name of the file in the cache folder.</summary>
    public const string FileName = "bottlenecks.sqlite";

    /// <summary>Version of <see cref="Schema"/>; a change of the tables raises it.</summary>
    public const int SchemaVersion = 1;

    /// <summary>"RtBn", told by <c>file(1)</c> and by <see cref="Open"/> from other programs' databases.</summary>
    private const int ApplicationId = 0x5274426E;

    private const string Schema =
        """
        CREATE TABLE networks (
            id INTEGER PRIMARY KEY,
            fingerprint TEXT NOT NULL UNIQUE);
        CREATE TABLE bottlenecks (
            id INTEGER PRIMARY KEY,
            network INTEGER NOT NULL,
            content BLOB NOT NULL,
            suffix TEXT NOT NULL,
            problem INTEGER,
            reason TEXT NOT NULL,
            notes TEXT NOT NULL,
            checksum INTEGER NOT NULL,
            features BLOB NOT NULL);
        CREATE UNIQUE INDEX bottlenecks_key ON bottlenecks (network, content, suffix);
        CREATE TABLE files (
            folder TEXT NOT NULL,
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            changed INTEGER NOT NULL,
            content BLOB NOT NULL,
            PRIMARY KEY (folder, name)) WITHOUT ROWID;
        """;

    /// <summary>Opens the file, makes it where it is missing, and checks that it is ours.</summary>
    /// <exception cref="CacheDamagedException">It is a database of another program or of a newer version.</exception>
    /// <exception cref="SqliteException">It is damaged, or cannot be read and written.</exception>
    public static SqliteConnection Open(string path, string pragmas = "")
    {
        // No pool: a closed cache is a closed file, which can be moved or deleted.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA busy_timeout = 10000; PRAGMA page_size = 32768;");
            // Readers and a writer of other processes do not wait for each other. Where the file system cannot do it the mode stays as it
            // is.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 256;" + pragmas);
            if (Number(connection, "PRAGMA user_version") == 0)
            {
                Create(connection);
            }

            long application = Number(connection, "PRAGMA application_id");
            long version = Number(connection, "PRAGMA user_version");
            return application != ApplicationId ? throw new CacheDamagedException("it is a database of another program")
                : version != SchemaVersion
                    ? throw new CacheDamagedException($"it has version {version}, this program knows {SchemaVersion}")
                : connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a fault comes from the file's content, so that a new file will help.</summary>
    public static bool IsDamage(Exception fault) => fault is CacheDamagedException
        || (fault is SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT or raw.SQLITE_MISMATCH
            // A table or column is missing.
            or raw.SQLITE_ERROR or raw.SQLITE_SCHEMA });

    /// <summary>Whether the file was renamed by another process while it was open here.</summary>
    public static bool WasMoved(Exception fault) => fault is SqliteException { SqliteExtendedErrorCode: raw.SQLITE_READONLY_DBMOVED };

    /// <summary>Whether a fault can come from the file, the disk, its rights, or a system that SQLite was not built for.</summary>
    public static bool IsFault(Exception fault) =>
        fault is SqliteException or CacheDamagedException or IOException or UnauthorizedAccessException
        or DllNotFoundException or BadImageFormatException or TypeInitializationException;

    /// <summary>What is wrong, one clause.</summary>
    public static string Explain(Exception fault) => fault switch
    {
        SqliteException sqlite => raw.sqlite3_errstr(sqlite.SqliteErrorCode).utf8_to_string(),
        TypeInitializationException { InnerException: { } inner } => Explain(inner),
        _ => fault.Message,
    };

    /// <summary>Moves a file and its companions out of the way, to a name that is free.</summary>
    /// <returns>The new name, without folder.</returns>
    public static string SetAside(string path)
    {
        int number = 1;
        while (File.Exists($"{path}.damaged-{number}"))
        {
            number++;
        }

        string target = $"{path}.damaged-{number}";
        // The log first: beside a new file it would be played into that one.
        foreach (string companion in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(path + companion))
            {
                File.Move(path + companion, target + companion);
            }
        }

        return Path.GetFileName(target);
    }

    /// <summary>Whether SQLite finds no fault in the file; reads all of it.</summary>
    public static bool IsSound(string path)
    {
        try
        {
            using SqliteConnection connection = Open(path);
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA quick_check(1)";
            return command.ExecuteScalar() is "ok";
        }
        catch (Exception e) when (IsFault(e))
        {
            return false;
        }
    }

    private static void Create(SqliteConnection connection)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        // Another process may have been quicker.
        if (Number(connection, "PRAGMA user_version") != 0)
        {
            return;
        }

        if (Number(connection, "SELECT count(*) FROM sqlite_schema") != 0)
        {
            throw new CacheDamagedException("it is a database of another program");
        }

        Execute(connection, $"{Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion};");
        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here.
        command.CommandText = text;
#pragma warning restore CA2100
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
