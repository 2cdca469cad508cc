using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Retrain.Backbones;
using Retrain.Benchmarks.Heads;
using Retrain.Bottlenecks;
using Retrain.Evaluation;
using Retrain.Photos;
using Retrain.Training;

// Training of the last layer alone, on features that are there.
// Usage: Heads sgd                         4,000 steps of 100 photos, 1280 features, 5 classes, and where the time goes
//        Heads big FOLDER [ROWS [lbfgs]]   1,000,000 x 1280 features in a file of FOLDER: sgd (or lbfgs), evaluation of the test rows
//        Heads dogs                        120 classes, 20,000 photos in all, 1280 features: sgd and lbfgs
//        Heads kernels C                   multiply-adds a second of the kernels with C classes
//        Heads list PHOTOS                 a list of so many photos through all that holds an entry a photo
//        Heads export IMAGE_DIR FOLDER C   evaluation and export of C classes with labels of 60 letters
//        Heads features IMAGE_DIR FOLDER   writes what heads_sklearn.py compares on
//        Heads fit FOLDER NAME C           one lbfgs fit of all rows of FOLDER/NAME; writes FOLDER/NAME.head
const int Width = 1280;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args)
{
    case ["sgd"]:
        LabelledFeatures flowers = Planted(20_000, 5, 0.1, 0.05, null);
        for (int round = 0; round < 3; round++)
        {
            Usage.Of("sgd, 4,000 steps of 100, 1280 x 5", () => SgdTrainer.Train(flowers, new SgdOptions()));
        }

        StepProfile.Print(flowers, new SgdOptions());
        return 0;
    case ["dogs"]:
        LabelledFeatures dogs = Usage.Of("20,000 x 1280 in memory", () => Planted(20_000, 120, 0.15, 0, null));
        Test(dogs, Usage.Of("sgd, 4,000 steps of 100, 1280 x 120", () => SgdTrainer.Train(dogs, new SgdOptions())));
        Test(dogs, Usage.Of("lbfgs, one fit, C = 0.01", () => Fit(dogs, 0.01)));
        Test(dogs, Usage.Of("lbfgs, all defaults (18 fits)", () => LbfgsTrainer.Train(dogs, new LbfgsOptions()).Head));
        return 0;
    case ["big", var folder, .. var rest]:
        int rows = rest.Length > 0 ? int.Parse(rest[0]) : 1_000_000;
        LabelledFeatures big = Usage.Of($"{rows} x 1280 into a file", () => Planted(rows, 5, 0.1, 0.05, folder));
        Test(big, rest is [_, "lbfgs"]
            ? Usage.Of("lbfgs, one fit, C = 0.01", () => Fit(big, 0.01))
            : Usage.Of("sgd, 4,000 steps of 100, 1280 x 5", () => SgdTrainer.Train(big, new SgdOptions())));
        return 0;
    case ["kernels", var classes]:
        KernelRates.Print(int.Parse(classes));
        return 0;
    case ["list", var count]:
        LargeLists.Photos(int.Parse(count));
        return 0;
    case ["export", var photos, var folder, var classes]:
        await LargeLists.Export(photos, folder, int.Parse(classes)).ConfigureAwait(false);
        return 0;
    case ["features", var photos, var folder]:
        await WriteFeatures(photos, folder).ConfigureAwait(false);
        return 0;
    case ["fit", var folder, var name, var strength]:
        FitFile(Path.Combine(folder, name), double.Parse(strength));
        return 0;
    default:
        Console.Error.WriteLine("see Program.cs for usage");
        return 2;
}

// A tenth of each class for the test, a tenth for validation.
static LabelledFeatures Planted(int rows, int classes, double distance, double wrongLabels, string? folder)
{
    var planted = new PlantedFeatures(classes, Width, distance, wrongLabels);
    FeatureMatrix features;
    if (folder is null)
    {
        float[] values = new float[rows * Width];
        for (int i = 0; i < rows; i++)
        {
            planted.Fill(i, values.AsSpan(i * Width, Width));
        }

        features = new FeatureMatrix(values, Width);
    }
    else
    {
        features = FeatureMatrix.InFile(folder, rows, Width, planted.Fill);
    }

    int[] labels = [.. Enumerable.Range(0, rows).Select(planted.LabelOf)];
    PhotoSet[] sets = [.. Enumerable.Range(0, rows).Select(i => (i / classes % 10) switch
    {
        0 => PhotoSet.Testing,
        1 => PhotoSet.Validation,
        _ => PhotoSet.Training,
    })];
    return new LabelledFeatures(features, labels, sets, classes);
}

static Head Fit(LabelledFeatures data, double strength)
{
    LbfgsResult result = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [strength], Standardise = false });
    Console.WriteLine($"  {result.Iterations} iterations, converged: {result.Converged}");
    return result.Head;
}

static void Test(LabelledFeatures data, Head head)
{
    int[] rows = [.. Enumerable.Range(0, data.Sets.Count).Where(i => data.Sets[i] == PhotoSet.Testing)];
    string[] labels = [.. Enumerable.Range(0, data.ClassCount).Select(c => $"class {c}")];
    Photo[] photos = [.. rows.Select(r => new Photo($"{r}.jpg", $"{r}.jpg", data.Classes[r]))];
    EvaluationReport report = Usage.Of($"test of {rows.Length} photos", () => Evaluator.Evaluate(
        labels, photos, [.. rows.Select(r => data.Classes[r])], HeadScorer.Scores(head, data.Features, rows)));
    Console.WriteLine($"  {ReportText.Accuracy(report)}");
}

static async Task WriteFeatures(string photos, string folder)
{
    Directory.CreateDirectory(folder);
    PhotoFolder list = PhotoFolder.Open(photos);
    BottleneckResult bottlenecks = await BottleneckComputer.ComputeAsync(
        list.Photos, Backbone.Embedded, new BottleneckOptions { CacheFolder = folder }).ConfigureAwait(false);
    Write("flowers", bottlenecks.Features, [.. bottlenecks.Photos.Select(p => p.Class)]);
    LabelledFeatures dogs = Planted(20_000, 120, 0.15, 0, null);
    Write("dogs", dogs.Features, [.. dogs.Classes]);

    void Write(string name, FeatureMatrix features, int[] classes)
    {
        File.WriteAllBytes(Path.Combine(folder, name + ".f32"), MemoryMarshal.AsBytes(features.ToArray().AsSpan()));
        File.WriteAllBytes(Path.Combine(folder, name + ".i32"), MemoryMarshal.AsBytes(classes.AsSpan()));
    }
}

static void FitFile(string path, double strength)
{
    float[] values = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path + ".f32")).ToArray();
    int[] classes = MemoryMarshal.Cast<byte, int>(File.ReadAllBytes(path + ".i32")).ToArray();
    var features = new FeatureMatrix(values, values.Length / classes.Length);
    var data = new LabelledFeatures(features, classes, new PhotoSet[classes.Length], classes.Max() + 1);
    long start = Stopwatch.GetTimestamp();
    TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
    LbfgsResult result = LbfgsTrainer.Train(data, new LbfgsOptions { Strengths = [strength], Standardise = false });
    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    double cpu = (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds;
    File.WriteAllBytes(path + ".head", MemoryMarshal.AsBytes([.. result.Head.Weights, .. result.Head.Biases]));
    Console.WriteLine($"{seconds:F3} {cpu:F3} {result.Iterations}");
}
