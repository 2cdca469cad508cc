using Retrain.Foundation;

namespace Retrain.Tests.Training;

/// <summary>Numbers from -1 to 1, the same in every run.</summary>
internal sealed class RandomStreamDraws(long seed)
{
    private readonly RandomStream stream = new(seed, "test draws");
    private long counter;

    public float[] Next(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((stream.Uniform(counter++) * 2) - 1))];
}
