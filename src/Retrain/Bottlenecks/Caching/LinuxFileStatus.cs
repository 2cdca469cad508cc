using System.Runtime.InteropServices;

namespace Retrain.Bottlenecks.Caching;

/// <summary>
/// The kernel's <c>statx</c>, for the one thing that .NET does not tell: the time of the last change that no program can set. With it
/// a photo that was replaced by another of the same size and date is found out.
/// </summary>
internal static class LinuxFileStatus
{
    // From linux/stat.h and fcntl.h; the layout of struct statx is part of the kernel's stable interface.
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7FF;
    private const int StructLength = 256;
    private const int ModeOffset = 28;
    private const int SizeOffset = 40;
    private const int ChangedOffset = 96;
    private const int ModifiedOffset = 112;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int NotFound = 2;
    private const int NotAFolder = 20;

    private static bool isMissing;

    /// <summary>Reads a stamp; <see langword="false"/> where the system has no such call, or refuses it.</summary>
    /// <exception cref="IOException">There is no such file, or it is no regular file.</exception>
    public static bool TryRead(string path, out FileStamp stamp)
    {
        stamp = default;
        if (!OperatingSystem.IsLinux() || isMissing)
        {
            return false;
        }

        byte[] status = new byte[StructLength];
        try
        {
            if (Statx(CurrentFolder, path, 0, BasicFields, status) != 0)
            {
                return Marshal.GetLastPInvokeError() is NotFound or NotAFolder
                    ? throw new FileNotFoundException("there is no such file", path)
                    : false;
            }
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            isMissing = true;
            return false;
        }

        if ((BitConverter.ToUInt16(status, ModeOffset) & TypeMask) != RegularFile)
        {
            throw new IOException("it is no regular file");
        }

        stamp = new FileStamp(BitConverter.ToInt64(status, SizeOffset), Time(status, ModifiedOffset), Time(status, ChangedOffset));
        return true;
    }

    private static long Time(byte[] status, int offset) =>
        (BitConverter.ToInt64(status, offset) * 1_000_000_000) + BitConverter.ToUInt32(status, offset + 8);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false,
        ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] status);
}
