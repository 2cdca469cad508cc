using System.Runtime.InteropServices;

namespace Retrain.Bottlenecks;

/// <summary>
/// The kernel's <c>madvise</c>. It only advises: where it is missing or refuses, results are the same and more memory is used.
/// </summary>
internal static class LinuxMapping
{
    // From asm-generic/mman-common.h.
    private const int Normal = 0;
    private const int Random = 1;
    private const int DontNeed = 4;

    /// <summary>Says in which order a mapping will be read.</summary>
    public static void Expect(nint address, long bytes, ReadingOrder order) =>
        Advise(address, bytes, order == ReadingOrder.ByLot ? Random : Normal);

    /// <summary>Gives the pages of a shared mapping back to the system's cache; what was written to them is kept.</summary>
    public static void Release(nint address, long bytes) => Advise(address, bytes, DontNeed);

    private static void Advise(nint address, long bytes, int advice)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = Madvise(address, (nint)bytes, advice);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // Advice that cannot be given.
        }
    }

    [DllImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Madvise(nint address, nint bytes, int advice);
}
