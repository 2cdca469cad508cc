using System.Security.Cryptography;
using System.Text;
using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Graph;
using Retrain.Networks;
using Retrain.Photos;

namespace Retrain.Quantizing;

/// <summary>
/// A backbone on whole numbers. Its hash follows from network, calibration photos and method, so that a run from the cache need not
/// calibrate; photos are looked at when the network's bytes are asked for, once for all methods. Thread-safe.
/// </summary>
internal sealed class BackboneQuantizer
{
    /// <summary>So many photos are looked at where there are as many.</summary>
    public const int MostPhotos = 256;

    /// <summary>Part of the hash: a change that moves levels raises it.</summary>
    private const int Version = 1;

    private readonly Backbone backbone;
    private readonly Preprocessing preprocessing;
    private readonly string photoHashes;
    private readonly Lazy<Calibration> calibration;

    /// <summary>Prepares it.</summary>
    /// <param name="backbone">A float network; one view.</param>
    /// <param name="photos">What calibration looks at, each with the hash of its content.</param>
    /// <param name="cancellationToken">Checked between photos, whenever they are looked at.</param>
    public BackboneQuantizer(
        Backbone backbone, IReadOnlyList<(Photo Photo, string Hash)> photos, CancellationToken cancellationToken)
    {
        this.backbone = backbone;
        preprocessing = backbone.Preprocessing with { Layout = "nhwc" };
        photoHashes = string.Join(',', photos.Select(p => p.Hash));
        calibration = new(() =>
        {
            Started?.Invoke();
            return Calibration.Run(
                NetworkBackbone.ImageOf(backbone).Network,
                backbone.Name,
                photos.Select(p => (Func<float[]?>)(() => Read(p.Photo))),
                new ValueRange(preprocessing.RangeLow, preprocessing.RangeHigh),
                cancellationToken);
        });
    }

    /// <summary>Told before photos are looked at, once at most.</summary>
    public Action? Started { get; init; }

    /// <summary>
    /// Chooses photos to calibrate with: the first <see cref="MostPhotos"/> by the hash of their content, which no order of files and no
    /// seed can move.
    /// </summary>
    /// <param name="photos">Candidates; equal contents count once.</param>
    public static IReadOnlyList<(Photo Photo, string Hash)> Choose(IEnumerable<(Photo Photo, string Hash)> photos) =>
        [.. photos.DistinctBy(p => p.Hash).OrderBy(p => p.Hash, StringComparer.Ordinal).Take(MostPhotos)];

    /// <summary>The backbone on whole numbers.</summary>
    public Backbone Quantize(CalibrationMethod method)
    {
        string text = $"{backbone.Fingerprint}\nprecision=int8\nversion={Version}\nmethod={method}\nphotos={photoHashes}";
        return new Backbone
        {
            Name = backbone.Name,
            Source = new NetworkSource(
                () => NetworkCompiler.ToOnnx(calibration.Value.Quantize(method), backbone.Name),
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))),
            Input = backbone.Input,
            Tap = backbone.Tap,
            Features = backbone.Features,
            Preprocessing = preprocessing,
            Licence = backbone.Licence,
            Notice = backbone.Notice,
        };
    }

    private float[]? Read(Photo photo)
    {
        byte[] file;
        try
        {
            file = File.ReadAllBytes(photo.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RetrainException($"the photo {photo.Path} cannot be read any more: {e.OneLine()}", e);
        }

        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        return PhotoReader.Read(file, Path.GetFileName(photo.Path), preprocessing, input).Problem is null ? input : null;
    }
}
