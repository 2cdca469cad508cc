using System.Security.Cryptography;

namespace Retrain.Backbones;

/// <summary>
/// The bytes of a network and their hash, each fetched when somebody asks: a run whose bottlenecks all lie in the cache needs the hash
/// alone. Thread-safe; shared by all <see cref="Backbone"/> records of one network.
/// </summary>
internal sealed class NetworkSource
{
    private readonly Lazy<ReadOnlyMemory<byte>> bytes;
    private readonly Lazy<string> hash;

    /// <summary>A network that is in memory.</summary>
    public NetworkSource(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = new(() => bytes);
        hash = new(() => Convert.ToHexStringLower(SHA256.HashData(bytes.Span)));
    }

    /// <summary>A network whose hash is known before its bytes are.</summary>
    /// <param name="read">Fetches the bytes; called once at most.</param>
    /// <param name="sha256">Lower-case hex SHA-256 of what <paramref name="read"/> returns.</param>
    public NetworkSource(Func<ReadOnlyMemory<byte>> read, string sha256)
    {
        bytes = new(read);
        hash = new(sha256);
    }

    /// <summary>The network as ONNX bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes.Value;

    /// <summary>Lower-case hex SHA-256 of <see cref="Bytes"/>.</summary>
    public string Sha256 => hash.Value;
}
