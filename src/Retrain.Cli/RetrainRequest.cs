using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.CommandLine;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Training;

namespace Retrain.Cli;

/// <summary>What a command line of <c>retrain</c> asks for.</summary>
internal sealed record RetrainRequest
{
    public required string ImageDir { get; init; }

    public bool Recursive { get; init; }

    public string Network { get; init; } = "";

    public BackboneLoadOptions NetworkOptions { get; init; } = new();

    public RetrainOptions Options { get; init; } = new();

    public required string ModelDir { get; init; }

    public string OutputLabels { get; init; } = "";

    public string OutputGraph { get; init; } = "";

    public string SavedModelDir { get; init; } = "";

    public bool ListAllMisclassified { get; init; }

    public string Verbosity { get; init; } = "INFO";

    public bool Compat => Options.Split.Compat;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">
    /// Something is asked for that does not exist yet, or contradicts itself; all faults, a line each.
    /// </exception>
    public static RetrainRequest From(RetrainOptionTable table, ParsedOptions parsed, TimeProvider clock)
    {
        if (!parsed.Has(table.ImageDir))
        {
            throw new UsageException("Must set flag --image_dir. For instance: "
                + "retrain --image_dir flower_photos, with a folder of photos for each class in it; or try: retrain demo");
        }

        RefuseWhatIsNotThereYet(table, parsed);
        bool compat = parsed.Value(table.Compat);
        string bottlenecks = parsed.Has(table.BottleneckDir) ? parsed.Value(table.BottleneckDir)
            : compat ? DefaultPlaces.CompatBottlenecks
            : DefaultPlaces.Bottlenecks();
        string labels = parsed.Has(table.OutputLabels) ? parsed.Value(table.OutputLabels) : compat ? DefaultPlaces.CompatLabels : "";
        string model = parsed.Has(table.ModelDir) ? parsed.Value(table.ModelDir) : DefaultPlaces.NewModelFolder(clock.GetUtcNow());
        var request = new RetrainRequest
        {
            ImageDir = DefaultPlaces.Expand(parsed.Value(table.ImageDir)),
            Recursive = parsed.Value(table.Recursive),
            Network = parsed.Value(table.TfhubModule),
            NetworkOptions = new BackboneLoadOptions
            {
                FeatureLayer = parsed.Value(table.FeatureLayer),
                ImageSize = parsed.Value(table.ImageSize),
                ModuleCacheFolder = DefaultPlaces.Expand(parsed.Value(table.TfhubCacheDir)),
                ModuleBaseUrl = parsed.Value(table.ModuleBaseUrl) is { Length: > 0 } mirror ? mirror : null,
            },
            ModelDir = DefaultPlaces.Expand(model),
            OutputLabels = DefaultPlaces.Expand(labels),
            OutputGraph = DefaultPlaces.Expand(
                parsed.Has(table.OutputGraph) || !compat ? parsed.Value(table.OutputGraph) : DefaultPlaces.CompatGraph),
            SavedModelDir = DefaultPlaces.Expand(parsed.Value(table.SavedModelDir)),
            ListAllMisclassified = parsed.Value(table.PrintMisclassifiedTestImages),
            Verbosity = parsed.Value(table.LoggingVerbosity),
            Options = new RetrainOptions
            {
                Seed = parsed.Value(table.Seed),
                Optimizer = parsed.Value(table.Optimizer) == "lbfgs" ? Optimizer.Lbfgs : Optimizer.Sgd,
                ClassWeights = parsed.Value(table.ClassWeights) == "balanced" ? ClassWeights.Balanced : ClassWeights.None,
                TestBatchSize = parsed.Value(table.TestBatchSize),
                FinalTensorName = parsed.Value(table.FinalTensorName),
                IntermediateGraphsFolder = parsed.Value(table.IntermediateStoreFrequency) > 0
                    ? DefaultPlaces.Expand(parsed.Value(table.IntermediateOutputGraphsDir))
                    : null,
                Bottlenecks =
                    new BottleneckOptions { CacheFolder = DefaultPlaces.Expand(bottlenecks), Strict = parsed.Value(table.Strict) },
                Split = new SplitOptions
                {
                    ValidationPercentage = parsed.Value(table.ValidationPercentage),
                    TestingPercentage = parsed.Value(table.TestingPercentage),
                    Compat = compat,
                    SplitFile = parsed.Has(table.SplitFile) ? DefaultPlaces.Expand(parsed.Value(table.SplitFile)) : null,
                },
                Sgd = new SgdOptions
                {
                    Steps = parsed.Value(table.HowManyTrainingSteps),
                    LearningRate = parsed.Value(table.LearningRate),
                    TrainBatchSize = parsed.Value(table.TrainBatchSize),
                    ValidationBatchSize = parsed.Value(table.ValidationBatchSize),
                    EvaluationInterval = parsed.Value(table.EvalStepInterval),
                    SnapshotInterval = parsed.Value(table.IntermediateStoreFrequency),
                },
            },
        };
        request.Options.Validate();
        return request;
    }

    private static void RefuseWhatIsNotThereYet(RetrainOptionTable table, ParsedOptions parsed)
    {
        var faults = new List<string>();
        Refuse(parsed.Has(table.SummariesDir), "--summaries_dir: TensorBoard logs are not written yet; leave the option out");
        Refuse(parsed.Has(table.CheckpointPath), "--checkpoint_path: checkpoints are not written yet; leave the option out");
        bool distorts = parsed.Value(table.FlipLeftRight) || parsed.Value(table.RandomCrop) != 0 || parsed.Value(table.RandomScale) != 0
            || parsed.Value(table.RandomBrightness) != 0;
        Refuse(distorts,
            "--flip_left_right, --random_crop, --random_scale, --random_brightness: distortions are not there yet; leave them out");
        if (faults.Count > 0)
        {
            throw new UsageException(string.Join('\n', faults));
        }

        void Refuse(bool asked, string fault)
        {
            if (asked)
            {
                faults.Add(fault);
            }
        }
    }
}
