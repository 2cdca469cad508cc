using Retrain.Bottlenecks;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Tests.Training;

public sealed class BatchSamplerTests
{
    private static readonly RandomStream Stream = new(1, "batches");

    [Fact]
    public void Draw_UnequalClasses_DrawsEachClassAsOften()
    {
        LabelledFeatures data = Data([90, 10, 0, 3]);
        var sampler = new BatchSampler(data, PhotoSet.Training, 100, Stream);
        int[] byClass = new int[4];
        int[] byPhoto = new int[103];
        int[] firstClassPerBatch = new int[300];
        for (int step = 0; step < 300; step++)
        {
            foreach (int row in sampler.Draw(step))
            {
                byClass[data.Classes[row]]++;
                byPhoto[row]++;
                firstClassPerBatch[step] += data.Classes[row] == 0 ? 1 : 0;
            }
        }

        Assert.Equal(0, byClass[2]);
        Assert.All([byClass[0], byClass[1], byClass[3]], count => Assert.InRange(count, 9_600, 10_400));
        // Classes are drawn for each photo alone: 100 draws at 1/3 have a deviation of 4.7.
        double mean = firstClassPerBatch.Average();
        Assert.InRange(Math.Sqrt(firstClassPerBatch.Average(count => (count - mean) * (count - mean))), 4.1, 5.4);
        Assert.All(byPhoto[90..100], count => Assert.InRange(count, 850, 1_150));
        Assert.All(byPhoto[..90], count => Assert.InRange(count, 60, 165));
    }

    [Fact]
    public void Draw_Natural_DrawsEachPhotoAsOften()
    {
        var sampler = new BatchSampler(Data([90, 10, 0]), PhotoSet.Training, 100, Stream, BatchSampling.Natural);
        int[] byPhoto = new int[100];
        for (int step = 0; step < 300; step++)
        {
            foreach (int row in sampler.Draw(step))
            {
                byPhoto[row]++;
            }
        }

        // 30,000 draws of 100 photos: 300 each, with a deviation of 17.
        Assert.All(byPhoto, count => Assert.InRange(count, 230, 370));
    }

    [Fact]
    public void Draw_NaturalWholeSet_IsTheWholeSetClassAfterClass() => Assert.Equal(
        Enumerable.Range(0, 5),
        new BatchSampler(Data([3, 2]), PhotoSet.Training, -1, Stream, BatchSampling.Natural).Draw(0).ToArray());

    [Fact]
    public void Draw_OtherBatchSize_KeepsTheSlots()
    {
        LabelledFeatures data = Data([20, 20]);
        int[] few = [.. new BatchSampler(data, PhotoSet.Training, 5, Stream).Draw(77)];
        int[] many = [.. new BatchSampler(data, PhotoSet.Training, 50, Stream).Draw(77)];

        Assert.Equal(few, many[..5]);
        Assert.NotEqual(few, [.. new BatchSampler(data, PhotoSet.Training, 5, Stream).Draw(78)]);
    }

    [Fact]
    public void Draw_Negative_GivesTheWholeSetClassByClass()
    {
        LabelledFeatures data = Data([2, 2]) with { Classes = [1, 0, 1, 0] };

        Assert.Equal([1, 3, 0, 2], new BatchSampler(data, PhotoSet.Training, -1, Stream).Draw(5).ToArray());
    }

    [Fact]
    public void Draw_OneSet_NeverDrawsAnother()
    {
        LabelledFeatures data = Blobs.Draw([50, 50], 1);
        var sampler = new BatchSampler(data, PhotoSet.Validation, 1000, Stream);

        Assert.All(sampler.Draw(0).ToArray(), row => Assert.Equal(PhotoSet.Validation, data.Sets[row]));
        Assert.Equal(0, new BatchSampler(Data([1, 1]), PhotoSet.Validation, 10, Stream).Count);
    }

    private static LabelledFeatures Data(int[] photosOfClass)
    {
        int[] classes = [.. photosOfClass.SelectMany((count, label) => Enumerable.Repeat(label, count))];
        return new LabelledFeatures(
            new FeatureMatrix(new float[classes.Length], 1), classes, [.. Enumerable.Repeat(PhotoSet.Training, classes.Length)],
            photosOfClass.Length);
    }
}
