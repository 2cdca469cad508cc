namespace Retrain.Photos.Decoding.Jpeg;

/// <summary>The example codes of T.81, annex K.3: nearly every camera uses them, and Motion JPEG leaves them out of its frames.</summary>
internal static class StandardHuffmanTables
{
    private const string AcLuminanceSymbols =
        "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637" +
        "38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3" +
        "a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa";

    private const string AcChrominanceSymbols =
        "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a262728292a3536" +
        "3738393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999a" +
        "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa";

    /// <summary>Number of codes of each length 1 to 16, DC of luminance (table K.3).</summary>
    public static byte[] DcLuminanceCounts { get; } = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>Number of codes of each length 1 to 16, AC of luminance (table K.5).</summary>
    public static byte[] AcLuminanceCounts { get; } = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];

    /// <summary>Symbols of both DC codes: sizes 0 to 11.</summary>
    public static byte[] DcSymbols { get; } = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    /// <summary>Symbols of table K.5.</summary>
    public static byte[] AcLuminance { get; } = Convert.FromHexString(AcLuminanceSymbols);

    /// <summary>Tables 0 and 1 of DC.</summary>
    public static HuffmanTable[] Dc { get; } =
    [
        HuffmanTable.Build(DcLuminanceCounts, DcSymbols, dc: true)!,
        HuffmanTable.Build([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], DcSymbols, dc: true)!,
    ];

    /// <summary>Tables 0 and 1 of AC.</summary>
    public static HuffmanTable[] Ac { get; } =
    [
        HuffmanTable.Build(AcLuminanceCounts, AcLuminance, dc: false)!,
        HuffmanTable.Build([0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119], Convert.FromHexString(AcChrominanceSymbols), dc: false)!,
    ];
}
