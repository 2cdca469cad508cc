namespace Retrain.Formats.Tests;

/// <summary>Files changed by chance, the same ones in every run.</summary>
internal static class Mutations
{
    /// <summary>Changes a file in all ways and uses each result; only the format's own exception may come out, in little memory.</summary>
    /// <typeparam name="T">The format's exception.</typeparam>
    /// <param name="file">The file.</param>
    /// <param name="count">How many changes; a fifth of them are cuts.</param>
    /// <param name="dense">Length of the beginning that half of the changes hit.</param>
    /// <param name="mostBytes">Memory that a use may allocate.</param>
    /// <param name="use">What is done with a changed file.</param>
    public static void Attack<T>(byte[] file, int count, int dense, long mostBytes, Action<byte[]> use)
        where T : Exception
    {
        var random = new Random(14);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            bool cuts = i % 5 == 4;
            byte[] bytes = cuts ? file[..random.Next(file.Length)] : [.. file];
            for (int change = cuts ? 0 : random.Next(1, 9); change > 0; change--)
            {
                int at = random.Next(random.Next(2) == 0 ? Math.Min(dense, bytes.Length) : bytes.Length);
                bytes[at] = random.Next(3) switch
                {
                    0 => 0xff,
                    1 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                    _ => (byte)random.Next(256),
                };
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                use(bytes);
            }
            catch (T)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"change {i}: {e}");
            }

            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(taken < mostBytes, $"change {i} took {taken >> 20} MB");
        }

        Assert.InRange(refused, count / 10, count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{refused} of {count} refused");
    }
}
