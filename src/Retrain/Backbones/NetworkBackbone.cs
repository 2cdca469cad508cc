using System.Security.Cryptography;
using System.Text;
using Retrain.Graph;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Backbones;

/// <summary>Backbones whose network is converted: TensorFlow's, and inner layers of ONNX files.</summary>
internal static class NetworkBackbone
{
    /// <summary>Part of the fingerprint: a change to importer, passes or writer that moves features raises it.</summary>
    private const int ConverterVersion = 2;

    /// <summary>
    /// A backbone from a model file. The network is converted when its bytes are asked for; a run from the cache never does.
    /// </summary>
    /// <param name="origin">The file.</param>
    /// <param name="name">Its name for people.</param>
    /// <param name="wish">The part of it that is wanted.</param>
    /// <param name="licence">SPDX expression, or <c>unknown</c>.</param>
    public static Backbone From(NetworkOrigin origin, string name, NetworkWish wish, string licence = "unknown")
    {
        ImageNetwork image = origin.Read(wish);
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{origin.Sha256}\nconverter={ConverterVersion}\nsignature={wish.Signature}\ninput={image.Input.Name}\n{image.Width} x "
                + $"{image.Height}")));
        return new Backbone
        {
            Name = name,
            Source = new NetworkSource(() => NetworkCompiler.ToOnnx(image.Network, name), hash),
            Input = image.Input.Name,
            Tap = image.Output.Name,
            Features = image.Output.Value.Fact.Shape[^1].Length!.Value,
            Preprocessing = new Preprocessing
            {
                Width = image.Width,
                Height = image.Height,
                Layout = "nhwc",
                RangeLow = image.Black,
                RangeHigh = image.White,
                Resize = image.Resize,
                Crop = image.Crop,
            },
            Licence = licence,
            Origin = origin,
            Wish = wish,
            Image = image,
        };
    }

    /// <summary>The network of any backbone, to be written in other formats.</summary>
    /// <exception cref="Foundation.RetrainException">An ONNX file with operators that only ONNX Runtime knows.</exception>
    public static ImageNetwork ImageOf(Backbone backbone) =>
        backbone.Image ?? new OnnxOrigin(backbone.Name, backbone.Network).Read(new NetworkWish
        {
            Input = backbone.Input,
            Output = backbone.Tap,
            Height = backbone.Preprocessing.Height,
            Width = backbone.Preprocessing.Width,
        });
}
