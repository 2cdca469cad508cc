using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Retrain.Exports.Web;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Decoding;
using Retrain.Photos.Resizing;

namespace Retrain.Tests.Exports.Web;

/// <summary>The page's JavaScript against our own code, run by node: the same pixels must become the same numbers, to the bit.</summary>
public sealed class WebPreprocessTests
{
    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (3, 2), (31, 20), (64, 64), (97, 64), (200, 311), (64, 1)];

    [Fact]
    public async Task Preprocess_PicturesOfManySizes_GivesOurNumbers()
    {
        Assert.SkipUnless(HasNode(), "needs node, which is not installed here");
        using var folder = new TemporaryFolder();
        WebPage.Write(folder.FullPath);
        folder.Write("package.json", "{\"type\":\"module\"}"u8);
        var cases = new List<object>();
        var random = new RandomStream(7, "pixels");
        long drawn = 0;
        foreach ((int width, int height) in Sizes)
        {
            foreach (Preprocessing preprocessing in Rules())
            {
                byte[] rgba = [.. Enumerable.Range(0, width * height * 4).Select(_ => (byte)random.Below(drawn++, 256))];
                string name = cases.Count.ToString(CultureInfo.InvariantCulture);
                folder.Write(name + ".rgba", rgba);
                folder.Write(name + ".f32", MemoryMarshal.AsBytes<float>(Ours(rgba, width, height, preprocessing)));
                cases.Add(new { name, width, height, preprocessing = Json(preprocessing) });
            }
        }

        File.WriteAllText(folder["cases.json"], JsonSerializer.Serialize(cases));
        File.WriteAllText(folder["run.js"], """
            import { readFileSync } from 'node:fs';
            import { preprocess } from './retrain-preprocess.js';
            const faults = [];
            const cases = JSON.parse(readFileSync('cases.json'));
            for (const { name, width, height, preprocessing } of cases) {
              const found = preprocess({ data: readFileSync(name + '.rgba'), width, height, channels: 4 }, preprocessing);
              const file = readFileSync(name + '.f32');
              const wanted = new Float32Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.length));
              const far = wanted.findIndex((v, i) => v !== found[i]);
              if (found.length !== wanted.length || far >= 0) {
                const what = `${width} x ${height} ${JSON.stringify(preprocessing)}`;
                faults.push(`${what}: value ${far} is ${found[far]} instead of ${wanted[far]}`);
              }
            }
            console.log([`${cases.length} cases, ${faults.length} faults`, ...faults].join('\n'));
            """);

        Assert.Equal($"{cases.Count} cases, 0 faults", (await Node(folder)).Trim());
    }

    private static IEnumerable<Preprocessing> Rules() =>
    [
        new() { Width = 64, Height = 64 },
        new() { Width = 48, Height = 64, RangeLow = -1, RangeHigh = 1, Layout = "nhwc" },
        new() { Width = 64, Height = 48, RangeHigh = 255, Resize = Preprocessing.HalfPixelBilinear, Layout = "nhwc" },
        new() { Width = 40, Height = 40, RangeLow = -0.9921875f, RangeHigh = 1, Crop = Preprocessing.CentreCrop },
        new() { Width = 30, Height = 50, Crop = Preprocessing.CentreCrop, Resize = Preprocessing.HalfPixelBilinear },
        new() { Width = 64, Height = 64, Compat = true },
    ];

    private static float[] Ours(byte[] rgba, int width, int height, Preprocessing preprocessing)
    {
        byte[] rgb = new byte[width * height * 3];
        RgbaRows.ToRgb(rgba, rgb, preprocessing.Compat ? AlphaRule.Drop : AlphaRule.OnWhite);
        var area = CropArea.Of(width, height, preprocessing);
        byte[] part = new byte[area.Width * area.Height * 3];
        area.Copy(rgb, width, part);
        float[] input = new float[PhotoReader.InputLength(preprocessing)];
        BilinearRule rule = PhotoReader.RuleOf(preprocessing);
        if (preprocessing.Layout == "nchw")
        {
            Bilinear.ToUnitPlanes(part, area.Width, area.Height, input, preprocessing.Width, preprocessing.Height, rule);
        }
        else
        {
            Bilinear.ToUnitPixels(part, area.Width, area.Height, input, preprocessing.Width, preprocessing.Height, rule);
        }

        InputLayout.ScaleFromUnit(input, preprocessing.RangeLow, preprocessing.RangeHigh);
        return input;
    }

    private static object Json(Preprocessing p) => new
    {
        version = p.Version,
        width = p.Width,
        height = p.Height,
        range_low = p.RangeLow,
        range_high = p.RangeHigh,
        resize = p.Resize,
        channels = p.Channels,
        layout = p.Layout,
        compat = p.Compat,
        crop = p.Crop,
    };

    private static bool HasNode() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(f => File.Exists(Path.Combine(f, "node")) || File.Exists(Path.Combine(f, "node.exe")));

    private static async Task<string> Node(TemporaryFolder folder)
    {
        var start = new ProcessStartInfo("node", ["run.js"])
        {
            WorkingDirectory = folder.FullPath,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> errors = node.StandardError.ReadToEndAsync(stop);
        string output = await node.StandardOutput.ReadToEndAsync(stop);
        await node.WaitForExitAsync(stop);
        return output + await errors;
    }
}
