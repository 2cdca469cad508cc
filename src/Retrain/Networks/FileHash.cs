using System.Security.Cryptography;

namespace Retrain.Networks;

/// <summary>A hash of the content of several files.</summary>
internal static class FileHash
{
    /// <summary>Lower-case hex SHA-256 over the hashes of the files, in order.</summary>
    public static string Of(IEnumerable<string> files)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            using FileStream stream = File.OpenRead(file);
            all.AppendData(SHA256.HashData(stream));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }
}
