using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Retrain.Foundation;

/// <summary>
/// A counter-based stream of random numbers: draw <c>n</c> is a pure function of seed, purpose and <c>n</c>. So a result depends neither
/// on the number of cores, nor on the order in which work completes, nor on where a run was resumed.
/// </summary>
/// <remarks>
/// The bits are SplitMix64's finaliser (Steele, Lea, Flood 2014, constants of its variant 13) over key + counter * golden ratio.
/// Instances are immutable and safe to share between threads.
/// </remarks>
internal readonly struct RandomStream
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;

    private readonly ulong key;

    /// <summary>Creates the stream of one purpose.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">A name that is unique to the use, "weights" for one; other purposes are independent streams.</param>
    public RandomStream(long seed, string purpose)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}/{purpose}")), digest);
        key = BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }

    /// <summary>64 random bits.</summary>
    public ulong Bits(long counter)
    {
        ulong z = key + unchecked((ulong)counter * GoldenGamma);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double Uniform(long counter) => (Bits(counter) >> 11) * (1.0 / (1L << 53));

    /// <summary>An integer in [0, <paramref name="bound"/>); the bias is below bound / 2^64.</summary>
    public int Below(long counter, int bound) => (int)Math.BigMul(Bits(counter), (ulong)bound, out _);
}
