using Retrain.Foundation;

namespace Retrain.Tests.Networks;

/// <summary>Damaged copies of a file: the same number gives the same damage, whatever was made before.</summary>
internal static class HostileBytes
{
    private const int Seed = 14;
    private const int DrawsPerCopy = 64;

    /// <summary>
    /// A copy with one to four changes: bits flipped, bytes set, ranges filled with one byte; in every fourth copy also ranges cut out or
    /// doubled, which mostly ends the reading at once.
    /// </summary>
    public static byte[] Mutate(byte[] original, string file, int number)
    {
        var random = new RandomStream(Seed, file);
        long counter = (long)number * DrawsPerCopy;
        List<byte> copy = [.. original];
        int changes = 1 + Below(4);
        for (int i = 0; i < changes && copy.Count > 0; i++)
        {
            int place = Below(copy.Count);
            int length = Math.Min(1 + Below(8), copy.Count - place);
            switch (Below(number % 4 == 0 ? 6 : 4))
            {
                case 0:
                    copy[place] ^= (byte)(1 << Below(8));
                    break;
                case 1:
                    copy[place] = (byte)Below(256);
                    break;
                case 2:
                    for (int j = place; j < place + length; j++)
                    {
                        copy[j] = 0xFF;
                    }

                    break;
                case 3:
                    // Lengths and small numbers are where readers trust too much.
                    copy[place] = (byte)(copy[place] + (Below(2) * 2) - 1);
                    break;
                case 4:
                    copy.RemoveRange(place, length);
                    break;
                default:
                    copy.InsertRange(place, copy.GetRange(place, length));
                    break;
            }
        }

        return [.. copy];

        int Below(int bound) => random.Below(counter++, bound);
    }

    /// <summary>The beginning of a file; ends are spread over it.</summary>
    public static byte[] Truncate(byte[] original, string file, int number, int count)
    {
        int part = Math.Max(1, original.Length / count);
        int end = Math.Min(original.Length, (number * part) + new RandomStream(Seed, file + "/cut").Below(number, part));
        return original[..end];
    }
}
