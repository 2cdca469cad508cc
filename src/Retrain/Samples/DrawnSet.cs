using System.Text;
using System.Text.Json;
using SkiaSharp;

namespace Retrain.Samples;

/// <summary>Plans a set of pictures: which file shows what, and which faults lie where.</summary>
internal sealed class DrawnSet
{
    private readonly DrawnFlowersOptions options;
    private readonly IReadOnlyList<FlowerKind> kinds = FlowerKind.All;
    private readonly FlowerKind[][] shown;
    private readonly List<PlannedFile> extra = [];
    private readonly List<PlantedFault> faults = [];

    public DrawnSet(DrawnFlowersOptions options)
    {
        this.options = options;
        shown = [.. kinds.Select(kind => Enumerable.Repeat(kind, options.PhotosPerClass).ToArray())];
        var dice = new Dice(options.Seed, "faults");
        (int Class, int Number)[] deal = Deal(dice);
        for (int i = 0; i < options.WrongLabels; i++)
        {
            PlantWrongLabel(deal[i], dice);
        }

        int[] next = [.. kinds.Select(_ => options.PhotosPerClass)];
        for (int i = 0; i < options.NearDuplicates; i++)
        {
            PlantNearDuplicate(deal[options.WrongLabels + i], next, i, dice);
        }

        int first = dice.Whole(0, kinds.Count - 1);
        for (int i = 0; i < options.BrokenFiles; i++)
        {
            PlantBroken((first + i) % kinds.Count, next, i, dice);
        }
    }

    /// <summary>Every planted fault.</summary>
    public IReadOnlyList<PlantedFault> Faults => faults;

    /// <summary>Number of files in the class folders.</summary>
    public int Pictures => (kinds.Count * options.PhotosPerClass) + extra.Count;

    /// <summary>All files: pictures, faults, and their list if there are any.</summary>
    public IReadOnlyList<PlannedFile> Plan()
    {
        List<PlannedFile> plan = [];
        for (int c = 0; c < kinds.Count; c++)
        {
            for (int number = 0; number < options.PhotosPerClass; number++)
            {
                (int Class, int Number) slot = (c, number);
                plan.Add(new PlannedFile(Name(c, number), () => Draw(slot)));
            }
        }

        plan.AddRange(extra);
        if (faults.Count > 0)
        {
            var list = new FaultList(options.Seed, faults);
            plan.Add(new PlannedFile("faults.json", () => JsonSerializer.SerializeToUtf8Bytes(list, DrawnJson.Default.FaultList)));
        }

        return plan;
    }

    /// <summary>All slots in an order that takes one of each class in turn, so that faults spread over the classes.</summary>
    private (int Class, int Number)[] Deal(Dice dice)
    {
        int[][] numbers = [.. kinds.Select(_ => Shuffled(options.PhotosPerClass, dice))];
        int[] classes = Shuffled(kinds.Count, dice);
        return [.. Enumerable.Range(0, options.PhotosPerClass).SelectMany(i => classes.Select(c => (c, numbers[c][i])))];
    }

    private static int[] Shuffled(int count, Dice dice)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = dice.Whole(0, i);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return order;
    }

    private void PlantWrongLabel((int Class, int Number) slot, Dice dice)
    {
        FlowerKind other = kinds[(slot.Class + dice.Whole(1, kinds.Count - 1)) % kinds.Count];
        shown[slot.Class][slot.Number] = other;
        faults.Add(new PlantedFault("wrong_label", Name(slot.Class, slot.Number), Truth: other.Name));
    }

    private void PlantNearDuplicate((int Class, int Number) slot, int[] next, int i, Dice dice)
    {
        string name = Name(slot.Class, next[slot.Class]++);
        (string change, float scale, float cut) = (i % 3) switch
        {
            0 => ("saved again", 1f, 0f),
            1 => ("smaller", dice.Between(0.6, 0.85), 0f),
            _ => ("cropped", 1f, dice.Between(0.03, 0.06)),
        };
        int quality = dice.Whole(35, 55);
        extra.Add(new PlannedFile(name, () => Copy(slot, scale, cut, quality)));
        faults.Add(new PlantedFault("near_duplicate", name, Source: Name(slot.Class, slot.Number), Change: change));
    }

    private void PlantBroken(int kind, int[] next, int i, Dice dice)
    {
        int number = next[kind]++;
        string name = Name(kind, number);
        string page = "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n"
            + $"<body><h1>Not Found</h1><p>{name} was not found.</p></body></html>\n";
        ulong start = dice.Bits();
        (string change, Func<byte[]> make) = (i % 4) switch
        {
            0 => ("cut off", () => Draw((kind, number), kinds[kind]) is var whole ? whole[..(whole.Length / 3)] : []),
            1 => ("empty", () => []),
            2 => ("web page", () => Encoding.UTF8.GetBytes(page)),
            _ => ("noise", (Func<byte[]>)(() => Noise(start))),
        };
        extra.Add(new PlannedFile(name, make));
        faults.Add(new PlantedFault("broken", name, Change: change));
    }

    private byte[] Noise(ulong start)
    {
        var dice = new Dice(options.Seed, $"noise/{start}");
        return [.. Enumerable.Range(0, 4000).Select(_ => (byte)dice.Bits())];
    }

    private string Name(int kind, int number) => $"{kinds[kind].Name}/{kinds[kind].Name}_{number + 1:D3}.jpg";

    private byte[] Draw((int Class, int Number) slot) => Draw(slot, shown[slot.Class][slot.Number]);

    private byte[] Draw((int Class, int Number) slot, FlowerKind kind) =>
        FlowerPicture.Jpeg(options.Seed, Name(slot.Class, slot.Number), kind);

    /// <summary>The picture of a slot made smaller, or with its edges cut away, and saved with a lower quality.</summary>
    private byte[] Copy((int Class, int Number) slot, float scale, float cut, int quality)
    {
        using SKBitmap source = SKBitmap.Decode(Draw(slot));
        var inner = new SKRect(source.Width * cut, source.Height * cut, source.Width * (1 - cut), source.Height * (1 - cut));
        using var copy = new SKBitmap(
            new SKImageInfo((int)(inner.Width * scale), (int)(inner.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul));
        using (var canvas = new SKCanvas(copy))
        using (SKImage image = SKImage.FromBitmap(source))
        {
            canvas.DrawImage(
                image, inner, new SKRect(0, 0, copy.Width, copy.Height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        return FlowerPicture.Encode(copy, quality);
    }
}
