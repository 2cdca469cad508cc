namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>Second bytes of JPEG markers (T.81 table B.1; JPEG-LS: T.87).</summary>
internal static class JpegMarker
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantisationTables = 0xDB;
    public const byte HuffmanTables = 0xC4;
    public const byte RestartInterval = 0xDD;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte JpegLs = 0xF7;

    /// <summary>SOF0 to SOF15 and JPEG-LS; C4, C8 and CC among them mean something else.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC) or JpegLs;

    /// <summary>TEM, RSTn and SOI stand alone, without a length.</summary>
    public static bool IsBare(byte marker) => marker is 0x01 or (>= FirstRestart and <= StartOfImage);
}
