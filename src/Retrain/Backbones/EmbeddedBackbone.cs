using System.Reflection;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>The network inside this assembly: EfficientNet-Lite0, whose origin and changes its notice tells.</summary>
internal static class EmbeddedBackbone
{
    /// <summary>Its name on the command line.</summary>
    public const string Name = "efficientnet_lite0";

    /// <summary>SHA-256 of the embedded file, so that a start needs not hash 6.8 MB; a test compares it with the file.</summary>
    public const string Sha256 = "5fbea9adcf04c8047c4cf4538d0930f44ecf5bf908aa779c5bb345ef8a3cf3d9";

    private const string ResourceFolder = "Retrain.Backbones.Embedded.";

    private static readonly Lazy<Backbone> Instance = new(Create);

    /// <summary>The backbone; always the same object.</summary>
    public static Backbone Backbone => Instance.Value;

    /// <summary>Reads the network out of the assembly.</summary>
    public static byte[] ReadNetwork() => ReadResource("efficientnet_lite0.onnx");

    private static Backbone Create() => new()
    {
        Name = Name,
        Source = new NetworkSource(() => ReadNetwork(), Sha256),
        Input = "images",
        Tap = "features_wide",
        Features = 2432,
        Preprocessing = new Preprocessing { Width = 224, Height = 224 },
        Licence = "Apache-2.0",
        Notice = System.Text.Encoding.UTF8.GetString(ReadResource("NOTICE.txt")),
        // The network halves its input five times; at other sizes it would pad otherwise than it was trained.
        Interface = new NetworkInterface { Taps = [new("features", 1280), new("features_wide", 2432)], SizeStep = 32 },
    };

    private static byte[] ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceFolder + name)
            ?? throw new InvalidOperationException($"The resource {ResourceFolder}{name} is not in the assembly");
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)stream.Length));
        stream.ReadExactly(bytes);
        return bytes;
    }
}
