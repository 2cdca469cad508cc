using System.Security.Cryptography;
using System.Text.Json;
using Retrain.Photos.Decoding;

namespace Retrain.Tests.Photos.Decoding;

/// <summary>Photos from cameras; they stay in ../shared.</summary>
public sealed class RealPhotoTests
{
    [Fact]
    public void Decode_TwentyPhotos_EqualsTensorFlowWithTheAccurateDct()
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllText(SharedData.Shared("fixtures", "decoding", "photos.json")));
        string folder = SharedData.Shared("flowers_small");
        int photos = 0;
        foreach (JsonElement photo in index.RootElement.GetProperty("photos").EnumerateArray())
        {
            string file = photo.GetProperty("file").GetString()!;
            using DecodeResult result = PhotoDecoder.Decode(File.ReadAllBytes(Path.Combine(folder, file)), file, new DecodeOptions());
            Assert.Empty(result.Notes);
            Assert.Equal((photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()),
                (result.Pixels!.Width, result.Pixels.Height));
            Assert.Equal(photo.GetProperty("accurate").GetProperty("sha256").GetString(),
                Convert.ToHexStringLower(SHA256.HashData(result.Pixels.Rgb)));
            photos++;
        }

        Assert.Equal(20, photos);
    }

    [Fact]
    public void Decode_FiveHundredPhotos_AllWithoutANote()
    {
        string[] files = Directory.GetFiles(SharedData.Shared("flowers"), "*.jpg", SearchOption.AllDirectories);
        Assert.All(files.Where((_, i) => i % 5 == 0), file =>
        {
            using DecodeResult result = PhotoDecoder.Decode(File.ReadAllBytes(file), file, new DecodeOptions());
            Assert.NotNull(result.Pixels);
            Assert.Empty(result.Notes);
        });
    }
}
