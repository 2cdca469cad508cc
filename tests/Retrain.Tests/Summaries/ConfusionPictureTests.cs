using Retrain.Evaluation;
using Retrain.Summaries;
using SkiaSharp;

namespace Retrain.Tests.Summaries;

/// <summary>The picture of a confusion matrix: cells at their places in colours that follow the counts, at any number of classes.</summary>
public sealed class ConfusionPictureTests
{
    private static readonly string[] Kinds = ["玫瑰 ", "a rather long label of a flower ", "flower "];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(120)]
    [InlineData(1500)]
    public void Draw_AnyNumberOfClasses_GivesAPictureOfTheSizeThatItSays(int classes)
    {
        ConfusionPicture picture = ConfusionPicture.Draw(Matrix(classes))!;

        using SKBitmap bitmap = SKBitmap.Decode(picture.Png);
        Assert.Equal((picture.Width, picture.Height), (bitmap.Width, bitmap.Height));
        Assert.InRange(picture.Width, classes, 2900);
        if (Environment.GetEnvironmentVariable("RETRAIN_TEST_PICTURES") is { } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, $"confusion-{classes}.png"), picture.Png);
        }
    }

    [Fact]
    public void Draw_Cells_AreBlueOnTheDiagonalAndRedBesideIt()
    {
        ConfusionPicture picture = ConfusionPicture.Draw(ConfusionMatrix.Count(["a", "b"], [0, 0, 0, 0, 1], [0, 0, 0, 1, 1]))!;

        using SKBitmap bitmap = SKBitmap.Decode(picture.Png);

        // Cells are 56 pixels wide and end 8 pixels above the picture's lower edge.
        int bottom = bitmap.Height - 8 - 5;
        int left = Enumerable.Range(0, bitmap.Width).First(x => bitmap.GetPixel(x, bottom) != SKColors.White);
        SKColor rightCell = bitmap.GetPixel(left + 56 + 5, bottom);
        SKColor never = bitmap.GetPixel(left + 5, bottom);
        SKColor wrong = bitmap.GetPixel(left + 56 + 5, bottom - 56);
        SKColor mostlyRight = bitmap.GetPixel(left + 5, bottom - 56);
        Assert.Equal(new SKColor(33, 102, 172), rightCell);
        Assert.Equal(SKColors.White, never);
        Assert.True(wrong.Red > wrong.Blue && wrong.Red > wrong.Green, wrong.ToString());
        Assert.True(mostlyRight.Blue > mostlyRight.Red && mostlyRight.Red > 33, mostlyRight.ToString());
    }

    [Fact]
    public void Draw_TooManyClasses_GivesNone()
    {
        Assert.Null(ConfusionPicture.Draw(Matrix(1501)));
        Assert.Null(ConfusionPicture.Draw(ConfusionMatrix.Count([], [], [])));
    }

    private static ConfusionMatrix Matrix(int classes)
    {
        string[] labels =
            [.. Enumerable.Range(0, classes).Select(c => Kinds[Math.Min(c % 7, 2)] + c)];
        int[] truth = [.. Enumerable.Range(0, classes * 30).Select(i => i % classes)];
        int[] predicted = [.. truth.Select((t, i) => i % 11 == 0 ? (t + 1) % classes : i % 17 == 0 ? i * 7 % classes : t)];
        return ConfusionMatrix.Count(labels, truth, predicted);
    }
}
