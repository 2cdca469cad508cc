#:project ../../src/Retrain/Retrain.csproj
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

// Draws what big-pictures.sh needs: 300 JPEGs of 20 megapixels in two classes, a PNG of 12,000 x 9,000 pixels, and a PNG that claims 30,000
// x 30,000.
using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

string folder = args[0];
foreach ((string name, SKColor ground) in new[] { ("red", new SKColor(200, 60, 50)), ("blue", new SKColor(40, 70, 190)) })
{
    Directory.CreateDirectory(Path.Combine(folder, name));
    using var surface = SKSurface.Create(new SKImageInfo(5472, 3648, SKColorType.Rgba8888, SKAlphaType.Opaque));
    surface.Canvas.Clear(ground);
    using (SKShader noise = SKShader.CreatePerlinNoiseTurbulence(0.02f, 0.02f, 4, 1))
    using (var grain = new SKPaint { Shader = noise, BlendMode = SKBlendMode.Overlay })
    {
        surface.Canvas.DrawPaint(grain);
    }

    using var paint = new SKPaint { IsAntialias = true };
    for (int i = 0; i < 150; i++)
    {
        paint.Color = new SKColor((byte)i, (byte)(255 - i), 128);
        surface.Canvas.DrawCircle(300 + (i * 30), 300 + (i * 20), 300, paint);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Jpeg, 85);
        File.WriteAllBytes(Path.Combine(folder, name, $"{i:000}.jpg"), data.Span);
    }
}

WritePng(Path.Combine(folder, "red", "large.png"), 12_000, 9_000, y => (x, c) => (byte)((x / 7) + (y / 5) + (c * 60)));
WritePng(Path.Combine(folder, "red", "bomb.png"), 30_000, 30_000, _ => null);

static void WritePng(string path, int width, int height, Func<int, Func<int, int, byte>?> rows)
{
    using var data = new MemoryStream();
    using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
    {
        byte[] row = new byte[1 + (width * 3)];
        for (int y = 0; y < height; y++)
        {
            if (rows(y) is { } pixel)
            {
                for (int i = 0; i < width * 3; i++)
                {
                    row[i + 1] = pixel(i / 3, i % 3);
                }
            }

            zlib.Write(row);
        }
    }

    byte[] header = new byte[13];
    BinaryPrimitives.WriteInt32BigEndian(header, width);
    BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
    (header[8], header[9]) = (8, 2);
    using FileStream png = File.Create(path);
    png.Write([0x89, .. "PNG\r\n\u001a\n"u8]);
    WriteChunk("IHDR"u8, header);
    WriteChunk("IDAT"u8, data.ToArray());
    WriteChunk("IEND"u8, []);

    void WriteChunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. type, .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, content.Length + 4)));
        png.Write(chunk);
    }
}

static uint Crc(ReadOnlySpan<byte> bytes)
{
    uint crc = uint.MaxValue;
    foreach (byte b in bytes)
    {
        crc ^= b;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
    }

    return ~crc;
}
