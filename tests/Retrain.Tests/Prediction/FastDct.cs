using System.ComponentModel;
using System.Diagnostics;

namespace Retrain.Tests.Prediction;

/// <summary>JPEG as TensorFlow decodes it, by libjpeg-turbo's own program: a BMP of the pixels of its fast DCT.</summary>
internal static class FastDct
{
    private static readonly Lazy<bool> IsThere = new(() =>
    {
        try
        {
            using Process process = Start("-version");
            process.WaitForExit();
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    });

    public static void SkipIfMissing() => Assert.SkipUnless(IsThere.Value, "needs djpeg (Debian: libjpeg-turbo-progs)");

    public static byte[] Decode(string photo)
    {
        using Process process = Start("-dct", "fast", "-bmp", photo);
        using var pixels = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(pixels);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return pixels.ToArray();
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo("djpeg", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
