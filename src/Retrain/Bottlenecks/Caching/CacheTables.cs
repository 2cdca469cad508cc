using System.Text;
using Microsoft.Data.Sqlite;
using Retrain.Photos.Decoding;
using SQLitePCL;

namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// Queries and writes of one backbone on an open <see cref="CacheDatabase"/>. Not thread-safe; faults leave as they come.
/// </summary>
internal sealed class CacheTables : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly string fingerprint;
    private readonly byte[] blob;
    private readonly int width;
    private SqliteCommand? find;
    private long? network;

    /// <summary>Takes over an open connection.</summary>
    public CacheTables(SqliteConnection connection, string fingerprint, int width)
    {
        this.connection = connection;
        this.fingerprint = fingerprint;
        this.width = width;
        blob = new byte[width * sizeof(float)];
        try
        {
            network = FindNetwork();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether anything of this backbone was in the file when it was opened, or was written since.</summary>
    public bool KnowsNetwork => network is not null;

    /// <summary>
    /// See <see cref="IBottleneckCache.Recall"/>; one query a folder. A damaged row counts as none: its photo is read, and
    /// <see cref="Find"/> meets the row again.
    /// </summary>
    public void Recall(IReadOnlyList<CacheFile?> files, FeatureMatrix rows, RecalledPhoto?[] recalled, CancellationToken cancellationToken)
    {
        if (network is null)
        {
            return;
        }

        // CROSS JOIN keeps SQLite from turning the loops around, which takes the square of the number of photos.
        using SqliteCommand command = Command(
            $"""
            SELECT {CacheRow.Columns}, f.name, f.size, f.modified, f.changed
            FROM files f CROSS JOIN bottlenecks b ON b.network = $network AND b.content = f.content WHERE f.folder = $folder
            """,
            ("$network", network), ("$folder", null));
        foreach ((string folder, Dictionary<string, int> names) in ByFolder(files))
        {
            command.Parameters["$folder"].Value = folder;
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancellationToken.ThrowIfCancellationRequested();
                sqlite3_stmt row = reader.Handle!;
                string name = Encoding.UTF8.GetString(raw.sqlite3_column_blob(row, 7));
                var stamp = new FileStamp(
                    raw.sqlite3_column_int64(row, 8), raw.sqlite3_column_int64(row, 9), raw.sqlite3_column_int64(row, 10));
                if (!names.TryGetValue(name, out int i) || files[i]!.Value.Stamp != stamp || CacheRow.SuffixOf(row) != PhotoSuffix.Of(name))
                {
                    continue;
                }

                if (CacheRow.TryReadContent(row, out ContentHash content)
                    && CacheRow.TryRead(row, fingerprint, rows.Writable(i), out PhotoOutcome outcome))
                {
                    recalled[i] = new RecalledPhoto(content, outcome);
                }
            }
        }
    }

    /// <summary>See <see cref="IBottleneckCache.Find"/>; also the number of damaged rows met, which count as none.</summary>
    public (CacheMatch Match, PhotoOutcome Outcome, int Damaged) Find(ContentHash content, string suffix, Span<float> features)
    {
        if (network is null)
        {
            return default;
        }

        find ??= Command(
            $"SELECT {CacheRow.Columns} FROM bottlenecks b WHERE b.network = $network AND b.content = $content "
                + "ORDER BY b.suffix = $suffix DESC",
            ("$network", network), ("$content", null), ("$suffix", null));
        find.Parameters["$content"].Value = content.ToArray();
        find.Parameters["$suffix"].Value = suffix;
        using SqliteDataReader reader = find.ExecuteReader();
        int damaged = 0;
        while (reader.Read())
        {
            if (CacheRow.TryRead(reader.Handle!, fingerprint, features, out PhotoOutcome outcome))
            {
                return (CacheRow.SuffixOf(reader.Handle!) == suffix ? CacheMatch.Full : CacheMatch.OtherSuffix, outcome, damaged);
            }

            damaged++;
        }

        return (CacheMatch.None, default, damaged);
    }

    /// <summary>Writes a batch in one transaction. What is there already is written over: it is the same, or damaged.</summary>
    public void Write(IReadOnlyList<CacheEntry> batch)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        network ??= AddNetwork();
        using SqliteCommand bottleneck = Command(
            """
            INSERT INTO bottlenecks (network, content, suffix, problem, reason, notes, checksum, features)
            VALUES ($network, $content, $suffix, $problem, $reason, $notes, $checksum, $features)
            ON CONFLICT (network, content, suffix) DO UPDATE SET
            problem = excluded.problem, reason = excluded.reason, notes = excluded.notes, checksum = excluded.checksum, features = excluded.features
            """,
            ("$network", network), ("$content", null), ("$suffix", null), ("$problem", null), ("$reason", null), ("$notes", null),
            ("$checksum", null), ("$features", null));
        using SqliteCommand file = Command(
            """
            INSERT OR REPLACE INTO files (folder, name, size, modified, changed, content)
            VALUES ($folder, $name, $size, $modified, $changed, $content)
            """,
            ("$folder", null), ("$name", null), ("$size", null), ("$modified", null), ("$changed", null), ("$content", null));
        foreach (CacheEntry entry in batch)
        {
            if (entry.Outcome is { } outcome)
            {
                WriteBottleneck(bottleneck, entry, outcome);
            }

            if (entry.File is { } found)
            {
                WriteFile(file, found, entry.Content);
            }
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        find?.Dispose();
        connection.Dispose();
    }

    private void WriteBottleneck(SqliteCommand command, CacheEntry entry, PhotoOutcome outcome)
    {
        byte[] features = entry.Features.IsEmpty ? [] : blob;
        CacheRow.WriteFeatures(entry.Features.Span, features);
        string reason = outcome.Problem?.Reason ?? "";
        string notes = CacheRow.JoinNotes(outcome);
        byte[] content = entry.Content.ToArray();
        command.Parameters["$content"].Value = content;
        command.Parameters["$suffix"].Value = entry.Suffix;
        command.Parameters["$problem"].Value = outcome.Problem is { } problem ? (int)problem.Kind : DBNull.Value;
        command.Parameters["$reason"].Value = reason;
        command.Parameters["$notes"].Value = notes;
        command.Parameters["$checksum"].Value = (long)CacheRow.ChecksumOf(
            fingerprint, content, Encoding.UTF8.GetBytes(entry.Suffix), outcome.Problem?.Kind ?? (ProblemKind)(-1),
            Encoding.UTF8.GetBytes(reason), Encoding.UTF8.GetBytes(notes), features);
        command.Parameters["$features"].Value = features;
        command.ExecuteNonQuery();
    }

    private static void WriteFile(SqliteCommand command, CacheFile file, ContentHash content)
    {
        command.Parameters["$folder"].Value = Path.GetDirectoryName(file.FullPath);
        command.Parameters["$name"].Value = Path.GetFileName(file.FullPath);
        command.Parameters["$size"].Value = file.Stamp.Size;
        command.Parameters["$modified"].Value = file.Stamp.Modified;
        command.Parameters["$changed"].Value = file.Stamp.Changed;
        command.Parameters["$content"].Value = content.ToArray();
        command.ExecuteNonQuery();
    }

    private long? FindNetwork()
    {
        using SqliteCommand command = Command("SELECT id FROM networks WHERE fingerprint = $fingerprint", ("$fingerprint", fingerprint));
        return command.ExecuteScalar() as long?;
    }

    private long? AddNetwork()
    {
        using SqliteCommand command = Command(
            "INSERT OR IGNORE INTO networks (fingerprint) VALUES ($fingerprint)", ("$fingerprint", fingerprint));
        command.ExecuteNonQuery();
        return FindNetwork();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Only constants of this class come here; values are parameters.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach ((string name, object? value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    private static Dictionary<string, Dictionary<string, int>> ByFolder(IReadOnlyList<CacheFile?> files)
    {
        var folders = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i] is not { } file)
            {
                continue;
            }

            string folder = Path.GetDirectoryName(file.FullPath) ?? "";
            if (!folders.TryGetValue(folder, out Dictionary<string, int>? names))
            {
                folders.Add(folder, names = new Dictionary<string, int>(StringComparer.Ordinal));
            }

            names[Path.GetFileName(file.FullPath)] = i;
        }

        return folders;
    }
}
