using Retrain.Foundation;

namespace Retrain.Samples;

/// <summary>Random choices of one picture, each the next draw of the picture's own stream. For one thread.</summary>
/// <param name="seed">Seed of the set.</param>
/// <param name="purpose">Unique name of what is drawn.</param>
internal sealed class Dice(long seed, string purpose)
{
    private readonly RandomStream stream = new(seed, "drawn flowers/" + purpose);
    private long counter;

    /// <summary>A number from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public float Between(double low, double high) => (float)(low + ((high - low) * stream.Uniform(counter++)));

    /// <summary>An integer from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Whole(int low, int high) => low + stream.Below(counter++, high - low + 1);

    /// <summary>True in a share of <paramref name="probability"/> of the cases.</summary>
    public bool Chance(double probability) => stream.Uniform(counter++) < probability;

    /// <summary>One of the items.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Whole(0, items.Length - 1)];

    /// <summary>64 random bits.</summary>
    public ulong Bits() => stream.Bits(counter++);
}
