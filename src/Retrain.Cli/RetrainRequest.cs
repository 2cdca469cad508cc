using System.CommandLine;
using Retrain.Backbones;
using Retrain.Bottlenecks;
using Retrain.Cli.CommandLine;
using Retrain.Exports;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Photos.Distorting;
using Retrain.Training;

namespace Retrain.Cli;

/// <summary>What a command line of <c>retrain</c> asks for.</summary>
internal sealed record RetrainRequest
{
    public required string ImageDir { get; init; }

    public bool Recursive { get; init; }

    public string Network { get; init; } = "";

    public BackboneLoadOptions NetworkOptions { get; init; } = new();

    public ViewOptions Views { get; init; } = ViewOptions.None;

    public RetrainOptions Options { get; init; } = new();

    public required string ModelDir { get; init; }

    public string FloatModelDir { get; init; } = "";

    public string OutputLabels { get; init; } = "";

    public string OutputGraph { get; init; } = "";

    public string SavedModelDir { get; init; } = "";

    public IReadOnlyList<ExportKind> ExportTo { get; init; } = [];

    public string ExportDir { get; init; } = "";

    public bool ListAllMisclassified { get; init; }

    public bool Watch { get; init; }

    public string Verbosity { get; init; } = "INFO";

    public bool Compat => Options.Split.Compat;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="UsageException">
    /// Something contradicts itself; all faults, a line each.
    /// </exception>
    public static RetrainRequest From(RetrainOptionTable table, ParsedOptions parsed, TimeProvider clock)
    {
        if (!parsed.Has(table.ImageDir))
        {
            throw new UsageException("Must set flag --image_dir. For instance: "
                + "retrain --image_dir flower_photos, with a folder of photos for each class in it; or try: retrain demo");
        }

        var views = ViewOptions.From(table, parsed);
        bool compat = parsed.Value(table.Compat);
        string bottlenecks = parsed.Has(table.BottleneckDir) ? parsed.Value(table.BottleneckDir)
            : compat ? DefaultPlaces.CompatBottlenecks
            : DefaultPlaces.Bottlenecks();
        string labels = parsed.Has(table.OutputLabels) ? parsed.Value(table.OutputLabels) : compat ? DefaultPlaces.CompatLabels : "";
        string model = parsed.Has(table.ModelDir) ? parsed.Value(table.ModelDir) : DefaultPlaces.NewModelFolder(clock.GetUtcNow());
        NetworkPrecision precision = parsed.Value(table.Precision) == "int8" ? NetworkPrecision.Int8 : NetworkPrecision.Float32;
        if (parsed.Has(table.FloatModelDir) && precision == NetworkPrecision.Float32)
        {
            throw new UsageException("--float_model_dir goes with --precision int8: without it the model in --model_dir is the float one");
        }

        bool writesTensorFlow = parsed.Has(table.SavedModelDir)
            || (parsed.Has(table.OutputGraph) && !parsed.Value(table.OutputGraph).EndsWith(".onnx", StringComparison.OrdinalIgnoreCase));
        if (writesTensorFlow && precision == NetworkPrecision.Int8)
        {
            throw new UsageException("--output_graph and --saved_model_dir write TensorFlow's graphs, which have no whole numbers: with "
                + "--precision int8 name a file that ends in .onnx, or take the float model (--float_model_dir) to retrain convert");
        }

        bool trainsOneHead =
            parsed.Value(table.Optimizer) != "lbfgs" && parsed.Value(table.Seeds) == 1 && parsed.Value(table.Auto) == 0;
        var request = new RetrainRequest
        {
            ImageDir = DefaultPlaces.Expand(parsed.Value(table.ImageDir)),
            Recursive = parsed.Value(table.Recursive),
            Network = parsed.Value(table.TfhubModule),
            NetworkOptions = new BackboneLoadOptions
            {
                FeatureLayer = parsed.Value(table.FeatureLayer),
                ImageSize = views.Views.Count > 0 ? views.FirstSize : parsed.Value(table.ImageSize),
                ModuleCacheFolder = DefaultPlaces.Expand(parsed.Value(table.TfhubCacheDir)),
                ModuleBaseUrl = parsed.Value(table.ModuleBaseUrl) is { Length: > 0 } mirror ? mirror : null,
            },
            Views = views,
            ModelDir = DefaultPlaces.Expand(model),
            FloatModelDir = DefaultPlaces.Expand(parsed.Value(table.FloatModelDir)),
            OutputLabels = DefaultPlaces.Expand(labels),
            OutputGraph = DefaultPlaces.Expand(
                parsed.Has(table.OutputGraph) || !compat || precision == NetworkPrecision.Int8
                    ? parsed.Value(table.OutputGraph)
                    : DefaultPlaces.CompatGraph),
            SavedModelDir = DefaultPlaces.Expand(parsed.Value(table.SavedModelDir)),
            ExportTo = parsed.Has(table.ExportTo) ? ModelExporter.Kinds(parsed.Value(table.ExportTo))
                : parsed.Has(table.ExportDir) ? throw new UsageException("--export_dir needs --export_to: the formats that go there")
                : [],
            ExportDir = DefaultPlaces.Expand(parsed.Has(table.ExportDir) ? parsed.Value(table.ExportDir) : Path.Combine(model, "exports")),
            ListAllMisclassified = parsed.Value(table.PrintMisclassifiedTestImages),
            Watch = parsed.Value(table.Watch),
            Verbosity = parsed.Value(table.LoggingVerbosity),
            Options = new RetrainOptions
            {
                Seed = parsed.Value(table.Seed),
                Precision = precision,
                Optimizer = parsed.Value(table.Optimizer) == "lbfgs" ? Optimizer.Lbfgs : Optimizer.Sgd,
                CheckpointPath = PathOf(table.CheckpointPath) ?? (compat && trainsOneHead && precision == NetworkPrecision.Float32
                    ? DefaultPlaces.CompatCheckpoint
                    : null),
                SummariesFolder = PathOf(table.SummariesDir) ?? (compat && trainsOneHead ? DefaultPlaces.CompatSummaries : null),
                ResumeFolder = Path.Combine(DefaultPlaces.Expand(bottlenecks), "training"),
                Resume = parsed.Value(table.ExportBest) ? ResumeMode.TakeBest
                    : parsed.Value(table.Resume) ? ResumeMode.GoOn
                    : ResumeMode.StartAgain,
                Folds = parsed.Value(table.Folds),
                Seeds = parsed.Value(table.Seeds),
                AutoSeconds = parsed.Value(table.Auto),
                ClassWeights = parsed.Value(table.ClassWeights) == "balanced" ? ClassWeights.Balanced : ClassWeights.None,
                Distortions = new DistortionOptions
                {
                    FlipLeftRight = parsed.Value(table.FlipLeftRight),
                    RandomCrop = parsed.Value(table.RandomCrop),
                    RandomScale = parsed.Value(table.RandomScale),
                    RandomBrightness = parsed.Value(table.RandomBrightness),
                    Views = parsed.Value(table.DistortionViews),
                },
                TestBatchSize = parsed.Value(table.TestBatchSize),
                FinalTensorName = parsed.Value(table.FinalTensorName),
                IntermediateGraphsFolder = parsed.Value(table.IntermediateStoreFrequency) > 0
                    ? DefaultPlaces.Expand(parsed.Value(table.IntermediateOutputGraphsDir))
                    : null,
                Bottlenecks = new BottleneckOptions
                {
                    CacheFolder = DefaultPlaces.Expand(bottlenecks),
                    Strict = parsed.Value(table.Strict),
                    MemoryLimit = (long)parsed.Value(table.MemoryLimit) << 20,
                },
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
                    Rule = parsed.Value(table.Optimizer) switch
                    {
                        "momentum" => UpdateRule.Momentum,
                        "adamw" => UpdateRule.AdamW,
                        _ => UpdateRule.Sgd,
                    },
                    Sampling = parsed.Value(table.Sampling) == "natural" ? BatchSampling.Natural : BatchSampling.Balanced,
                    Schedule = Enum.Parse<RateSchedule>(parsed.Value(table.LearningRateSchedule), ignoreCase: true),
                    WarmupSteps = parsed.Value(table.WarmupSteps),
                    WeightDecay = parsed.Value(table.WeightDecay),
                    LabelSmoothing = parsed.Value(table.LabelSmoothing),
                    HiddenUnits = parsed.Value(table.HiddenUnits),
                    Patience = parsed.Value(table.EarlyStopping),
                },
            },
        };
        request.Options.Validate();
        return request;

        string? PathOf(Option<string> option) => parsed.Has(option) ? DefaultPlaces.Expand(parsed.Value(option)) : null;
    }
}
