using System.Text;
using Google.FlatBuffers;

namespace Retrain.Formats.TensorFlowLite;

/// <summary>What a file says about itself: the metadata of its first sub-graph, labels behind the model, further texts.</summary>
internal static class LiteMetadataReader
{
    private const string BufferName = "TFLITE_METADATA";
    private const int LongestText = 1 << 20;

    private static readonly HashSet<string> OfConverters =
        new(StringComparer.Ordinal) { BufferName, "min_runtime_version", "CONVERSION_METADATA", "reduced_precision_support" };

    /// <summary>Reads it; <see langword="null"/>: the file says nothing.</summary>
    /// <exception cref="LiteFormatException">The metadata or the archive behind the model is damaged.</exception>
    public static LiteMetadata? Read(LiteModel model)
    {
        Dictionary<string, string> texts = Texts(model);
        (string Name, int Buffer)[] found = [.. model.Metadata.Where(m => m.Name == BufferName)];
        if (found.Length == 0)
        {
            return texts.Count > 0 ? new LiteMetadata { HasNormalization = false, Texts = texts } : null;
        }

        byte[] bytes = model.Buffer(found[0].Buffer).ToArray();
        var archive = LiteArchive.Open(model.File);
        return LiteFaults.Guard(() => Read(bytes, archive, new LiteBudget(bytes.Length))) with { Texts = texts };
    }

    private static LiteMetadata Read(byte[] bytes, LiteArchive archive, LiteBudget budget)
    {
        var buffer = new ByteBuffer(bytes);
        if (bytes.Length < 8 || !Schema.ModelMetadata.ModelMetadataBufferHasIdentifier(buffer))
        {
            throw new LiteFormatException("the metadata in the file does not have its mark (M001): it is damaged");
        }

        Schema.ModelMetadata all = Schema.ModelMetadata.GetRootAsModelMetadata(buffer);
        Schema.SubGraphMetadata? graph = all.SubgraphMetadataLength > 0 ? all.SubgraphMetadata(0) : null;
        Schema.TensorMetadata? input = graph is { InputTensorMetadataLength: > 0 } ? graph.Value.InputTensorMetadata(0) : null;
        (float Mean, float Std)[] channels = input is { } image ? Normalization(image, budget) : [];
        bool isOne = channels.Distinct().Count() == 1;
        return new LiteMetadata
        {
            Name = budget.Text(all.Name),
            Description = budget.Text(all.Description),
            Version = budget.Text(all.Version),
            Licence = budget.Text(all.License),
            HasNormalization = channels.Length > 0,
            Mean = channels.Length > 0 ? channels[0].Mean : 0,
            Std = channels.Length > 0 ? channels[0].Std : 1,
            Channels = isOne ? [] : channels,
            Labels = Labels(all, graph, archive, budget),
        };
    }

    /// <summary>Mean and std, one pair or one a channel; empty: the input has none that can be used.</summary>
    private static (float Mean, float Std)[] Normalization(Schema.TensorMetadata input, LiteBudget budget)
    {
        for (int i = 0; i < input.ProcessUnitsLength; i++)
        {
            if (input.ProcessUnits(i) is { OptionsType: Schema.ProcessUnitOptions.NormalizationOptions } unit)
            {
                Schema.NormalizationOptions options = unit.OptionsAsNormalizationOptions();
                float[] means = budget.List(options.GetMeanArray());
                float[] stds = budget.List(options.GetStdArray());
                bool isUsable = means.Length is 1 or 3 && stds.Length is 1 or 3 && means.All(float.IsFinite)
                    && stds.All(s => float.IsFinite(s) && s != 0);
                int count = isUsable ? Math.Max(means.Length, stds.Length) : 0;
                return [.. Enumerable.Range(0, count).Select(c => (means[c % means.Length], stds[c % stds.Length]))];
            }
        }

        return [];
    }

    private static List<string> Labels(
        Schema.ModelMetadata all, Schema.SubGraphMetadata? graph, LiteArchive archive, LiteBudget budget)
    {
        var files = new List<(string Name, bool HasLocale)>();
        for (int o = 0; graph is { } g && o < g.OutputTensorMetadataLength; o++)
        {
            Schema.TensorMetadata output = g.OutputTensorMetadata(o)!.Value;
            Add(output.AssociatedFilesLength, i => output.AssociatedFiles(i)!.Value);
        }

        if (graph is { } whole)
        {
            Add(whole.AssociatedFilesLength, i => whole.AssociatedFiles(i)!.Value);
        }

        Add(all.AssociatedFilesLength, i => all.AssociatedFiles(i)!.Value);

        // A list in another language has its name in the metadata too; the one without a language is the model's own.
        string? text = files.OrderBy(f => f.HasLocale).Select(f => archive.Text(f.Name)).FirstOrDefault(t => t is not null);
        return text is null ? [] : Lines(text);

        void Add(int count, Func<int, Schema.AssociatedFile> file)
        {
            for (int i = 0; i < count; i++)
            {
                Schema.AssociatedFile one = file(i);
                if (one.Type is Schema.AssociatedFileType.TENSOR_AXIS_LABELS or Schema.AssociatedFileType.TENSOR_VALUE_LABELS)
                {
                    files.Add((budget.Text(one.Name), !string.IsNullOrEmpty(budget.Text(one.Locale))));
                }
            }
        }
    }

    private static List<string> Lines(string text)
    {
        List<string> lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(l => l.TrimEnd('\r'))];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    private static Dictionary<string, string> Texts(LiteModel model)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, int buffer) in model.Metadata)
        {
            ReadOnlyMemory<byte> bytes = model.Buffer(buffer);
            if (OfConverters.Contains(name) || bytes.Length is 0 or > LongestText)
            {
                continue;
            }

            try
            {
                texts.TryAdd(name, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span).TrimEnd('\0'));
            }
            catch (DecoderFallbackException)
            {
                // Somebody else's entry, which is no text.
            }
        }

        return texts;
    }
}
